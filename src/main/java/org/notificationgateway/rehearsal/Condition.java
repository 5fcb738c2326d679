// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition in Camel's simple language, taken apart as far as it can be told without a mail: terms that are all joined by
 * the same word. What cannot be taken apart is one term, which holds or does not.
 *
 * @param all true if every term has to hold, false if one is enough
 */
record Condition(boolean all, List<Term> terms) {
    private static final Pattern COMPARISON = Pattern.compile(
            "(\\$\\{[^{}]+})\\s+(==|!=~|!=|=~|>=|<=|>|<|!contains|contains|!~~|~~|!regex|regex|!in|in|!is|is|!range|range)\\s+(\\S.*)", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("'[^'$]*'|\"[^\"$]*\"|-?\\d+|null|\\$\\{null}|true|false");
    private static final Map<String, String> OPPOSITES = Map.of("!=", "==", "!=~", "=~", "!contains", "contains", "!~~", "~~", "!regex", "regex",
            "!in", "in", "!is", "is", "!range", "range");
    private static final Set<String> ORDER = Set.of(">", "<", ">=", "<=");
    /** Functions that say the same when they are asked again. */
    private static final Pattern STEADY = Pattern.compile("(variables?|variableAs|headers?|headerAs|exchangeProperty|exception|properties|sys|sysenv|env)[.:(\\[].*"
            + "|body(\\.\\w+)*|(bodyAs|mandatoryBodyAs)\\(.*\\)|exception|routeId|fromRouteId|true|false|null", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("\\$\\{([^{}]*)}");
    private static final String ATTEMPT = "${variable.attempt}";
    /** What is always a text. Elsewhere a value may be equal to two others: to Camel {@code false} is {@code 'a'}, and {@code 'b'}. */
    private static final Set<String> TEXTS = Set.of("${variable.sender}", "${variable.id}", "${variable.delivery}", "${variable.defaultId}", "${variable.file}");
    private static final String NOTHING = "null";
    /** Syntax that gives a text another shape. */
    private static final Pattern OTHER = Pattern.compile("\\?|~>|\\$init|\\$\\{[^}]*\\$\\{");

    /**
     * One comparison of a value that a mail brings with one that stands there.
     *
     * @param operand what is compared; the whole term if it cannot be told
     * @param operator never one that says no
     * @param value as it is written; empty if the term cannot be taken apart
     */
    record Term(String operand, String operator, String value, boolean negated) {
        /** True if mails are told apart by the operand's value, and not by the term alone. */
        boolean isOfValue() {
            return operator.equals("==") && TEXTS.contains(operand) && (value.equals(NOTHING) || value.matches("(?s)'.*'|\".*\"")) || isOrder();
        }

        boolean isOrder() {
            return operand.equals(ATTEMPT) && value.matches("\\d{1,4}") && (ORDER.contains(operator) || operator.equals("=="));
        }

        /** What the operand or the term is known by among the others. */
        String key() {
            return isOfValue() ? operand : operand + " " + operator + " " + value;
        }

        boolean holds(Object world) {
            return negated != (world instanceof Boolean flag ? flag : world instanceof Integer number ? compares(number) : world.equals(value));
        }

        private boolean compares(int number) {
            int other = Integer.parseInt(value);
            return switch (operator) {
                case ">" -> number > other;
                case "<" -> number < other;
                case ">=" -> number >= other;
                case "<=" -> number <= other;
                default -> number == other;
            };
        }
    }

    /** One that holds for every mail, or for none. */
    static Condition constant(boolean holds) {
        return new Condition(holds, List.of());
    }

    /** One of which nothing can be told. */
    static Condition unknown(String text) {
        return new Condition(true, List.of(new Term(text + " " + UUID.randomUUID(), "", "", false)));
    }

    /**
     * Takes a text apart.
     *
     * @param constants says of a part that asks nothing of a mail whether it holds; null if that cannot be told
     */
    static Condition of(String text, Function<String, @Nullable Boolean> constants) {
        List<String> ands = split(text, "&&");
        List<String> ors = split(text, "||");
        boolean mixed = ands.size() > 1 && ors.size() > 1;
        boolean all = ors.size() == 1;
        List<Term> terms = new ArrayList<>();
        for (String part : mixed || OTHER.matcher(text).find() ? List.of(text) : all ? ands : ors) {
            Boolean known = constants.apply(part.strip());
            if (known == null) {
                terms.add(term(part.strip()));
            } else if (known != all) {
                return constant(known);
            }
        }
        return new Condition(all, terms);
    }

    boolean holds(Function<String, Object> world) {
        return all ? terms.stream().allMatch(term -> term.holds(world.apply(term.key())))
                : terms.stream().anyMatch(term -> term.holds(world.apply(term.key())));
    }

    private static Term term(String text) {
        Matcher comparison = COMPARISON.matcher(text);
        if (!FUNCTION.matcher(text).results().allMatch(function -> STEADY.matcher(function.group(1)).matches())) {
            return unknown(text).terms().get(0);
        }
        if (!comparison.matches()) {
            return new Term(text, "", "", false);
        }
        String operand = comparison.group(1).replaceFirst("^\\$\\{(variable|header|exchangeProperty)s?[.:]", "\\${$1.");
        String operator = comparison.group(2);
        String value = comparison.group(3).strip().replace("${null}", NOTHING);
        String positive = OPPOSITES.getOrDefault(operator, operator);
        boolean literal = LITERAL.matcher(value).matches() && !value.contains("{{");
        Term term = new Term(operand, positive, value, !positive.equals(operator));
        return literal || !positive.equals("==") ? term : new Term(operand + " == " + value, "", "", term.negated());
    }

    /** At a word that stands in no quotes and no braces. */
    private static List<String> split(String text, String word) {
        List<String> parts = new ArrayList<>();
        char quote = 0;
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '{' || c == '}') {
                depth += c == '{' ? 1 : -1;
            } else if (depth == 0 && text.startsWith(word, i)) {
                parts.add(text.substring(start, i));
                start = i + word.length();
                i = start - 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
