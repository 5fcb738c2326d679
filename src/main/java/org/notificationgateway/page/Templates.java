// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateScalarModel;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes pages, with every value escaped. A template sees strings, numbers, lists and maps, and can make no object of its own.
 * Safe to share.
 */
final class Templates {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx", Locale.ROOT);

    private final Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);

    /** @param clock for how long ago something was */
    Templates(Clock clock) {
        configuration.setTemplateLoader(new ClassTemplateLoader(Templates.class, ""));
        configuration.setDefaultEncoding(UTF_8.name());
        configuration.setURLEscapingCharset(UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        configuration.setAutoEscapingPolicy(Configuration.FORCE_AUTO_ESCAPING_POLICY);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_34));
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setLocalizedLookup(false);
        configuration.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
        function("time", text -> TIME.format(Instant.parse(text).atZone(ZoneId.systemDefault())));
        function("age", text -> words(Duration.between(Instant.parse(text), clock.instant())));
    }

    private void function(String name, Function<String, String> function) {
        configuration.setSharedVariable(name, (TemplateMethodModelEx) arguments -> {
            if (arguments.size() == 1 && arguments.get(0) instanceof TemplateScalarModel text) {
                return function.apply(text.getAsString());
            }
            throw new TemplateModelException(name + " takes one string");
        });
    }

    /** Two units at most, such as {@code 3 d 4 h}. */
    static String words(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        List<String> words = List.of(
                part(seconds / 86_400, "d"), part(seconds / 3_600 % 24, "h"), part(seconds / 60 % 60, "min"), part(seconds % 60, "s"));
        String shown = String.join(" ", words.stream().dropWhile(String::isEmpty).limit(2).filter(word -> !word.isEmpty()).toList());
        return shown.isEmpty() ? "0 s" : shown;
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + " " + unit;
    }

    /** The page that a template makes of a model. */
    String write(String template, Map<String, ?> model) throws IOException {
        StringWriter page = new StringWriter(16_384);
        try {
            configuration.getTemplate(template + ".ftlh").process(model, page);
        } catch (TemplateException e) {
            throw new IllegalStateException("the template " + template + " fails", e);
        }
        return page.toString();
    }
}
