// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes sure that twice as much text takes no more than about twice as long to read: what grows faster lets one caller
 * stall everybody. Counts the CPU time of the calling thread, so that a busy machine does not matter.
 */
public final class LinearTime {
    /** Characters of the longest text; the profile {@code soak} has more. */
    public static final int LONG = Effort.of(10_000, 100_000);

    private static final long FLOOR = TimeUnit.MILLISECONDS.toNanos(Effort.of(100, 200)); // below, the rest of the JVM counts
    private static final long MOST = TimeUnit.SECONDS.toNanos(2);
    private static final int TRIES = 4;
    private static final double FACTOR = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private LinearTime() {}

    /** Something that reads a text; that it refuses the text is as good as that it takes it. */
    @FunctionalInterface
    public interface Reader {
        void read(String text) throws Exception;
    }

    /**
     * Awkward content of a value.
     *
     * @param unit what is repeated
     */
    public record Awkward(String before, String unit, String after) {
        String of(int length) {
            return before + unit.repeat(length / unit.length()) + after;
        }

        @Override
        public String toString() {
            return visible(before) + " + many " + visible(unit) + " + " + visible(after);
        }

        private static String visible(String text) {
            StringBuilder visible = new StringBuilder("'");
            text.chars().forEach(c -> visible.append(
                    c > 0x20 && c < 0x7F ? String.valueOf((char) c) : "\\u%04X".formatted(c)));
            return visible.append('\'').toString();
        }
    }

    /** Every character that some grammar gives a meaning, alone, or where addresses, domains and names have it; the profile has all three. */
    public static List<Awkward> values() {
        List<String> units = List.of(
                " ", "\t", "@", "<", ">", "\"", "\\", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "-", "=", "?",
                "_", "%", "/", "\r", "\n", "\r\n", "\0", "\u0085", "\u200F", "\uFEFF", "\u0140", "\uD83D\uDE00",
                "\uD83D", "a", "1", "a ", "a.", "a@", "a;", "a=", "a:", "a/", "=?", "\"\\", "<>",
                "{{a:", "${", "../", "\u0301\u0327", "\u00E0.", "1:", "1.", "; charset=", "5.1.1 ", "user ", "Trace ID");
        List<Awkward> values = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            List<Awkward> forms = List.of(new Awkward("", units.get(i), "x"), new Awkward("a", units.get(i), "b<a@b.example>"),
                    new Awkward("a@", units.get(i), ".example"));
            values.addAll(forms.subList(Effort.of(i % 3, 0), Effort.of(i % 3 + 1, 3)));
        }
        values.add(new Awkward("\"", "\\\"", "\" <a@b.example>"));
        values.add(new Awkward("application/json;", " charset = utf-8 ;", ""));
        values.add(new Awkward("application/json", " ", "; charset=utf-8"));
        values.add(new Awkward("Bearer ", " ", "x"));
        return values;
    }

    /** Fails for the first value that a reader takes too long over. */
    public static void check(String what, Reader reader) {
        check(what, LONG, values(), reader);
    }

    /** @param longest what the reader does not refuse for its length alone */
    public static void check(String what, int longest, List<Awkward> values, Reader reader) {
        for (Awkward value : values) {
            long whole = time(reader, value.of(longest));
            long half = whole;
            for (int i = 0; i < TRIES && whole > FLOOR && whole < MOST && (i == 0 || whole > FACTOR * half); i++) {
                long again = time(reader, value.of(longest / 2));
                half = i == 0 ? again : Math.min(half, again);
                whole = Math.min(whole, time(reader, value.of(longest)));
            }
            if (whole > FLOOR && (whole >= MOST || whole > FACTOR * half)) {
                throw new AssertionError("%s of %s: %d ms for %d characters%s".formatted(
                        what, value, whole / 1_000_000, longest,
                        whole >= MOST ? "" : ", %d ms for half of them".formatted(half / 1_000_000)));
            }
        }
    }

    private static long time(Reader reader, String text) {
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            reader.read(text);
        } catch (Exception e) {
            // refused, which is an answer
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }
}
