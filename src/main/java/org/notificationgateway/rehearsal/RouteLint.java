// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.dsl.yaml.common.YamlSupport;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Spelling;
import org.notificationgateway.smtp.Failures;

/**
 * Looks up whatever route files name (components, options, beans, methods, languages, exceptions, placeholders) where a
 * start would, and says what is not there and where it stands. Needs a context whose components and beans are wired, and
 * no route. Not thread-safe.
 */
final class RouteLint {
    private static final Pattern PLACEHOLDER = Pattern.compile("(?:\\{\\{|\\$\\{properties:)([A-Za-z0-9_.-]+)(:[^{}]*)?}}?");
    private static final Set<String> CONDITIONS = Set.of("when", "filter", "onWhen", "validate", "retryWhile", "completionPredicate");
    /** Names that Camel takes for the shorter one they begin with, and finds nothing. */
    private static final Pattern FUNCTION = Pattern.compile("\\$\\{((?:body|header|variable|exchangeProperty)[A-Za-z]*)");
    private static final Set<String> FUNCTIONS = Set.of("body", "bodyAs", "bodyOneLine", "bodyType", "header", "headers", "headerAs",
            "variable", "variables", "variableAs", "exchangeProperty");
    private static final Set<Class<?>> NUMBERS = Set.of(int.class, long.class, Integer.class, Long.class);
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d.*");
    private static final Set<String> BEANS = Set.of("routePolicyRef", "processRef", "aggregationStrategy", "executorService");
    private static final Set<String> NO_LANGUAGES =
            Set.of("expression", "expressionType", "correlationExpression", "completionPredicate", "handled", "continued", "onWhen", "retryWhile");
    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "method", "header", "variable", "exchangeProperty");

    private final CamelContext context;
    private final Set<String> keys;
    private final Set<String> parameters = new HashSet<>();
    private final List<Fault> faults = new ArrayList<>();

    /** @param keys placeholders that have a value */
    RouteLint(CamelContext context, Set<String> keys) {
        this.context = context;
        this.keys = keys;
    }

    /** Placeholders without a value, which are found without a bean. */
    List<Fault> placeholders(List<RouteNode> files) {
        files.forEach(this::noteParameters);
        for (RouteNode file : files) {
            file.visit((node, above) -> placeholders(node));
        }
        return List.copyOf(faults);
    }

    /** What is wrong with these files, in their order. */
    List<Fault> faults(List<RouteNode> files) {
        files.forEach(this::noteParameters);
        for (RouteNode file : files) {
            file.visit(this::look);
        }
        return List.copyOf(faults);
    }

    /** What a template is given for each of its routes. */
    private void noteParameters(RouteNode file) {
        for (RouteNode entry : file.elements()) {
            RouteNode template = entry.get("routeTemplate");
            RouteNode list = template == null ? null : template.get("parameters");
            if (list != null) {
                list.elements().forEach(parameter -> parameters.add(parameter.text("name")));
            }
        }
    }

    /** True for a text that is known only once a route is made of its template. */
    private boolean isParametrized(String text) {
        return parameters.stream().anyMatch(parameter -> text.contains("{{" + parameter + "}}"));
    }

    private void look(RouteNode node, RouteNode above) {
        boolean known = placeholders(node);
        node.twice().forEach(key -> fault(key, "key " + key.text(), "stands twice, and the first has no effect", "each key once"));
        Matcher function = FUNCTION.matcher(node.text());
        while (function.find()) {
            if (!FUNCTIONS.contains(function.group(1))) {
                fault(node, "function ${" + function.group(1) + "}", "does not exist", "one of Camel's simple language"
                        + Spelling.hint(function.group(1), FUNCTIONS));
            }
        }
        if (node.get("uri") != null && known) {
            endpoint(node);
        }
        RouteNode condition = CONDITIONS.contains(node.word()) ? RouteConditions.condition(node, List.of("simple")) : null;
        if (condition != null) {
            expression(condition, "simple", condition.text(), true);
        }
        if (node.word().equals("bean") || node.word().equals("method")) {
            bean(node);
        } else if (BEANS.contains(node.word())) {
            for (String name : node.text().split(",")) {
                reference(node, name.strip().replaceFirst("^#(bean:)?", ""));
            }
        } else if (node.word().equals("exception") && !node.text().isEmpty()) {
            exception(node);
        } else if (LANGUAGES.contains(node.word()) && NO_LANGUAGES.contains(above.word()) && !node.word().equals("method")) {
            expression(node);
        } else if (node.word().equals("message") && above.word().equals("log")) {
            expression(node, "simple", node.text(), false);
        }
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }

    /** False if this piece or an option right below it has one without a value. */
    private boolean placeholders(RouteNode node) {
        boolean known = node.get("parameters") == null
                || node.get("parameters").members().values().stream().allMatch(option -> unknown(option.text()).isEmpty());
        for (String key : unknown(node.text())) {
            fault(node, "placeholder {{" + key + "}}", "has no value",
                    "a key of config/application.properties" + Spelling.hint(key, keys));
        }
        return known;
    }

    private List<String> unknown(String text) {
        List<String> unknown = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            if (matcher.group(2) == null && !keys.contains(matcher.group(1)) && !parameters.contains(matcher.group(1))) {
                unknown.add(matcher.group(1));
            }
        }
        return unknown;
    }

    private void endpoint(RouteNode node) {
        String scheme = node.text("uri").split("[:?]", 2)[0];
        Map<String, Object> options = new LinkedHashMap<>();
        RouteNode parameters = node.get("parameters");
        if (parameters != null) {
            parameters.members().forEach((name, value) -> options.put(name, value.text()));
        }
        if (context.getComponent(scheme, true, false) == null) {
            fault(node.get("uri"), "component " + scheme, "is not on board", "one of " + components() + Spelling.hint(scheme, components()));
            return;
        }
        if (parameters != null && (unknownOption(scheme, parameters) | noNumber(scheme, parameters))) {
            return;
        }
        if (options.values().stream().anyMatch(value -> isParametrized(value.toString())) || isParametrized(node.text("uri"))) {
            return; // seen when a route is made of it
        }
        boolean dynamic = node.text("uri").contains("${") || options.values().stream().anyMatch(v -> v.toString().contains("${"));
        if (dynamic && node.word().equals("toD")) {
            return; // known only when a mail passes
        }
        try {
            context.getEndpoint(YamlSupport.createEndpointUri(context, node.yaml(), node.text("uri"), options));
        } catch (Exception e) {
            fault(node.get("uri"), "endpoint " + scheme, "cannot be made: " + Failures.reason(e), "options that the component " + scheme + " takes");
        }
    }

    private Set<String> components() {
        Set<String> names = new TreeSet<>(context.getComponentNames());
        for (String name : List.of("direct", "seda", "log", "file", "jms", "smtp", "platform-http", "outbox", "pickup", "bean")) {
            if (context.getComponent(name, true, false) != null) {
                names.add(name);
            }
        }
        return names;
    }

    private boolean unknownOption(String scheme, RouteNode parameters) {
        try {
            var factory = context.getCamelContextExtension().getEndpointUriFactory(scheme);
            if (factory == null || factory.isLenientProperties()) {
                return false;
            }
            boolean found = false;
            for (Map.Entry<String, RouteNode> option : parameters.members().entrySet()) {
                boolean prefixed = factory.multiValuePrefixes().values().stream().anyMatch(prefix -> option.getKey().startsWith(prefix.replace("*", "")));
                if (!factory.propertyNames().contains(option.getKey()) && !prefixed) {
                    fault(option.getValue(), "option " + option.getKey() + " of endpoint " + scheme, "is unknown",
                            "an option of that component" + Spelling.hint(option.getKey(), factory.propertyNames()));
                    found = true;
                }
            }
            return found;
        } catch (RuntimeException e) {
            return false; // the endpoint itself will say
        }
    }

    /** True if an option is none that has to be; Camel takes words for a duration of 0, and only once a route starts. */
    private boolean noNumber(String scheme, RouteNode parameters) {
        PropertyConfigurer configurer = PluginHelper.getConfigurerResolver(context).resolvePropertyConfigurer(scheme + "-endpoint-configurer", context);
        boolean found = false;
        for (Map.Entry<String, RouteNode> option : parameters.members().entrySet()) {
            Class<?> type = configurer instanceof PropertyConfigurerGetter getter ? getter.getOptionType(option.getKey(), true) : null;
            String text = option.getValue().text();
            if (type != null && NUMBERS.contains(type) && unknown(text).isEmpty() && !isParametrized(text) && !text.contains("#")
                    && !NUMBER.matcher(context.resolvePropertyPlaceholders(text)).matches()) {
                fault(option.getValue(), "option " + option.getKey() + " of endpoint " + scheme, "is '" + text + "'", "a number or a duration");
                found = true;
            }
        }
        return found;
    }

    private void bean(RouteNode node) {
        String name = node.text("ref");
        if (name.isEmpty()) {
            type(node);
            return;
        }
        Object bean = reference(node.get("ref"), name.replaceFirst("^#?(bean:)?", ""));
        RouteNode method = node.get("method");
        if (bean != null && method != null) {
            method(method, name, bean.getClass());
        } else if (bean != null && bean.getClass().getName().startsWith("org.notificationgateway.")) {
            long methods = Arrays.stream(bean.getClass().getDeclaredMethods())
                    .filter(one -> Modifier.isPublic(one.getModifiers()) && !one.isSynthetic()).count();
            if (methods > 1) {
                fault(node.get("ref"), "bean " + name, "has " + methods + " methods, and the step names none", "method, with one of them");
            }
        }
    }

    private void type(RouteNode node) {
        String name = node.text("beanType");
        Class<?> type = name.isEmpty() ? null : context.getClassResolver().resolveClass(name);
        if (!name.isEmpty() && type == null) {
            fault(node.get("beanType"), "class " + name, "is not on board", "a class of the gateway or of a jar in lib/");
        } else if (type != null && node.get("method") != null) {
            method(node.get("method"), name, type);
        }
    }

    private @Nullable Object reference(RouteNode node, String name) {
        if (name.startsWith("class:") || name.startsWith("type:") || name.contains("{{")) {
            return null;
        }
        Object bean = context.getRegistry().lookupByName(name);
        if (bean == null) {
            Set<String> names = new TreeSet<>(context.getRegistry().findByTypeWithName(Object.class).keySet());
            fault(node, "bean " + name, "does not exist", "a bean of the gateway" + Spelling.hint(name, names));
        }
        return bean;
    }

    private void method(RouteNode node, String bean, Class<?> type) {
        String text = node.text();
        String name = text.contains("(") ? text.substring(0, text.indexOf('(')).strip() : text.strip();
        List<Method> methods = Arrays.stream(type.getMethods()).filter(method -> method.getName().equals(name)).toList();
        if (methods.isEmpty()) {
            Set<String> names = new TreeSet<>();
            Arrays.stream(type.getMethods())
                    .filter(method -> method.getDeclaringClass() != Object.class)
                    .forEach(method -> names.add(method.getName()));
            fault(node, "method " + name + " of bean " + bean, "does not exist", "one of " + names + Spelling.hint(name, names));
            return;
        }
        if (text.contains("(")) {
            int given = arguments(text.substring(text.indexOf('(') + 1, Math.max(text.indexOf('(') + 1, text.lastIndexOf(')'))));
            if (methods.stream().noneMatch(method -> method.getParameterCount() == given)) {
                fault(node, "method " + name + " of bean " + bean, "is given " + given + " values",
                        methods.get(0).getParameterCount() + " of them");
            }
        }
    }

    /** Counts what stands between commas that are in no bracket and no quotes. */
    private static int arguments(String text) {
        int depth = 0;
        int count = text.isBlank() ? 0 : 1;
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            quoted ^= c == '\'';
            depth += quoted ? 0 : c == '(' || c == '{' || c == '[' ? 1 : c == ')' || c == '}' || c == ']' ? -1 : 0;
            count += c == ',' && depth == 0 && !quoted ? 1 : 0;
        }
        return count;
    }

    private void exception(RouteNode node) {
        Class<?> type = context.getClassResolver().resolveClass(node.text());
        if (type == null || !Throwable.class.isAssignableFrom(type)) {
            fault(node, "exception " + node.text(), "does not exist", "the full name of a Java exception");
        }
    }

    private void expression(RouteNode node) {
        String text = node.members().isEmpty() ? node.text() : node.text("expression");
        expression(node.get("expression") == null ? node : node.get("expression"), node.word(), text, false);
    }

    /** @param predicate true where a condition stands; elsewhere a text may have the words of one */
    private void expression(RouteNode node, String name, String text, boolean predicate) {
        if (!unknown(text).isEmpty() || isParametrized(text) || !name.equals("simple")) {
            return;
        }
        try {
            Language language = context.resolveLanguage(name);
            String resolved = context.resolvePropertyPlaceholders(text);
            if (predicate) {
                language.createPredicate(resolved).init(context);
            } else {
                language.createExpression(resolved).init(context);
            }
        } catch (Exception e) {
            fault(node, "expression " + text, "cannot be read: " + Failures.reason(e), "Camel's " + name + " language");
        }
    }
}
