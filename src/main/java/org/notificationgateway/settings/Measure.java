// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** So that no value is too small or too large to work: the types of values that have a range. A closed set. */
sealed interface Measure extends ValueType {
    /**
     * A whole number.
     *
     * @param of what it counts
     */
    record Whole(String of, int least, int most) implements Measure {
        private static final Pattern FORM = Pattern.compile("[0-9]{1,10}");

        @Override
        public Object read(String text) {
            ValueType.require(FORM.matcher(text).matches());
            long number = Long.parseLong(text);
            ValueType.require(number >= least && number <= most);
            return (int) number;
        }

        @Override
        public String unit() {
            return of + ", " + least + " to " + most;
        }

        @Override
        public String expected(String text) {
            return "a whole number from " + least + " to " + most;
        }
    }

    /** A time with its unit; both ends are as settings write them. */
    record Time(String least, String most) implements Measure {
        @Override
        public Object read(String text) {
            Duration time = Durations.parse(text);
            ValueType.require(time.compareTo(Durations.parse(least)) >= 0 && time.compareTo(Durations.parse(most)) <= 0);
            return time;
        }

        @Override
        public String unit() {
            return "duration, " + least + " to " + most;
        }

        @Override
        public String expected(String text) {
            return Durations.EXPECTED + ", from " + least + " to " + most;
        }
    }

    /** At least one time, in an order that means something. */
    record Times(Time each) implements Measure {
        @Override
        public Object read(String text) {
            List<Duration> times = Durations.list(text);
            List.of(text.split(",", -1)).forEach(each::read);
            return times;
        }

        @Override
        public String unit() {
            return "durations with commas between, each " + each.least + " to " + each.most;
        }

        @Override
        public String expected(String text) {
            return "durations with commas between, such as 30s,1m,2m, each from " + each.least + " to " + each.most;
        }
    }
}
