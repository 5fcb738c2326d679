// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.Spelling;

/** Finds conditions that decide nothing: they hold for every mail, or for none. Not thread-safe. */
final class RouteConditions {
    private static final Set<String> HOLDERS = Set.of("when", "filter", "onWhen", "validate");
    private static final Pattern INSIDE = Pattern.compile("\\$\\{(?:variable|header|exchangeProperty|body)\\b[^{}?]*?\\s(==|=~|!=|>=?|<=?)\\s[^{}?]*}");
    private static final Pattern WORDS = Pattern.compile("\\$\\{(?:true|false|null)}");
    private static final Pattern BARE = Pattern.compile("(?<![\\w$.{])((?:variable|header|exchangeProperty)\\.\\w+|body(?=\\s))");
    private static final Pattern VALUE = Pattern.compile("\\$\\{variable[.:](delivery|sender)}\\s*(==|!=)\\s*(['\"])(.*?)\\3");
    private static final Pattern ALONE = Pattern.compile("\\$\\{variable[.:](delivery|sender|id|attempt)}");
    private static final List<String> LANGUAGES = List.of("simple", "constant");
    private static final List<String> WAYS = List.of("smtp", "pickup");

    private final CamelContext context;
    private final RouteBranches branches = new RouteBranches(this::condition);
    private final List<Fault> faults = new ArrayList<>();

    /** @param context with the senders, if there are any */
    RouteConditions(CamelContext context) {
        this.context = context;
    }

    List<Fault> faults(List<RouteNode> files) {
        for (RouteNode file : files) {
            file.visit(this::look);
        }
        return List.copyOf(faults);
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }

    private void look(RouteNode node, RouteNode above) {
        if (HOLDERS.contains(node.word()) && node.elements().isEmpty()) {
            RouteNode condition = condition(node, LANGUAGES);
            if (condition != null) {
                judge(node, condition);
            }
        }
        if (node.word().equals("choice")) {
            faults.addAll(branches.faults(node));
        }
        Matcher inside = INSIDE.matcher(node.text());
        if (inside.find()) {
            fault(node, "expression " + node.text(), "has its comparison inside the braces, where it belongs to a name",
                    "braces around the name alone, such as ${variable.delivery} == 'pickup'");
        }
    }

    /** The text of a condition in one of these languages, in its long form or the short one; null if it has none. */
    static @Nullable RouteNode condition(RouteNode holder, List<String> languages) {
        RouteNode expression = holder.get("expression") == null ? holder : holder.get("expression");
        for (String language : languages) {
            RouteNode piece = expression.get(language);
            if (piece != null) {
                return piece.get("expression") == null ? piece : piece.get("expression");
            }
        }
        return null;
    }

    private void judge(RouteNode holder, RouteNode node) {
        String text = node.text().strip();
        Boolean holds = text.isEmpty() ? null : known(condition(holder, List.of("simple")) == null ? "constant" : "simple", text);
        if (holds != null) {
            constant(node, text, holds);
        } else if (text.isEmpty() || text.contains("{{")) {
            return;
        } else if (ALONE.matcher(text).matches()) {
            fault(node, "condition " + text, "holds for every mail, since this variable is always set", "a comparison, such as " + text + " == '…'");
        } else {
            values(node, text);
            contradiction(node, text, condition(holder));
        }
    }

    private void constant(RouteNode node, String text, boolean holds) {
        Matcher bare = BARE.matcher(text);
        fault(node, "condition " + text, "holds for " + (holds ? "every mail" : "no mail"), bare.find()
                ? "a value of the mail in braces (did you mean ${" + bare.group(1) + "}?)"
                : "a condition that depends on the mail, or on a setting such as {{my.switch}}");
    }

    private void values(RouteNode node, String text) {
        Matcher value = VALUE.matcher(text);
        while (value.find()) {
            boolean way = value.group(1).equals("delivery");
            Senders senders = context.getRegistry().findSingleByType(Senders.class);
            List<String> names = way ? WAYS : senders == null ? List.of() : senders.names();
            String hint = Spelling.hint(value.group(4), names);
            if (!names.contains(value.group(4)) && (way || !hint.isEmpty())) { // a sender may be of another home
                fault(node, "condition " + text, "holds for " + (value.group(2).equals("==") ? "no mail" : "every mail") + ": '" + value.group(4)
                        + "' is none of " + names, "one of them, in small letters as they are" + hint);
            }
        }
    }

    /** By the language it is written in; null if it asks something of a mail or of a setting. */
    private @Nullable Boolean known(String language, String text) {
        if (text.contains("{{") || language.equals("simple") && WORDS.matcher(text).replaceAll("").contains("${")) {
            return null;
        }
        try {
            return context.resolveLanguage(language).createPredicate(text).matches(new DefaultExchange(context));
        } catch (RuntimeException e) {
            return null; // said of the expression
        }
    }

    private Condition condition(RouteNode holder) {
        for (String language : LANGUAGES) {
            RouteNode piece = condition(holder, List.of(language));
            if (piece != null) {
                String text = piece.text().strip();
                Boolean whole = language.equals("constant") ? known(language, text) : null;
                return whole == null ? Condition.of(text, part -> known(language, part)) : Condition.constant(whole);
            }
        }
        return Condition.unknown(holder.place());
    }

    /** Parts that exclude each other, such as two senders at once. */
    private void contradiction(RouteNode node, String text, Condition condition) {
        List<Map<String, Object>> worlds = Worlds.of(List.of(condition));
        long held = worlds.stream().filter(world -> condition.holds(world::get)).count();
        if (!worlds.isEmpty() && (held == 0 || held == worlds.size())) {
            fault(node, "condition " + text, held == 0 ? "holds for no mail: its parts exclude each other" : "holds for every mail: one of its parts always does",
                    held == 0 ? "|| for one of them, or one part" : "&& for both of them, or one part");
        }
    }
}
