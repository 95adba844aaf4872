package io.gramme.node.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of values that settings have, each with its range. */
final class ValueTypes {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,12})\\s*([A-Za-z%/]*)");
    private static final Map<String, Long> MILLIS = new LinkedHashMap<>();
    private static final Map<String, Long> BYTES = new LinkedHashMap<>();

    static {
        MILLIS.put("ms", 1L);
        MILLIS.put("s", 1_000L);
        MILLIS.put("m", 60_000L);
        MILLIS.put("h", 3_600_000L);
        MILLIS.put("d", 86_400_000L);
        BYTES.put("B", 1L);
        BYTES.put("KiB", 1L << 10);
        BYTES.put("MiB", 1L << 20);
        BYTES.put("GiB", 1L << 30);
        BYTES.put("TiB", 1L << 40);
    }

    private ValueTypes() {}

    static ValueType<Duration> duration(String least, String most) {
        long from = quantity(least, MILLIS, "");
        long to = quantity(most, MILLIS, "");
        String expected = "a duration from " + least + " to " + most + " (ms, s, m, h, d)";
        return new ValueType<>(expected, text -> Duration.ofMillis(inRange(quantity(text, MILLIS, ""), from, to)));
    }

    static ValueType<Long> size(String least, String most) {
        long from = quantity(least, BYTES, "");
        long to = quantity(most, BYTES, "");
        String expected = "a size from " + least + " to " + most + " (B, KiB, MiB, GiB, TiB)";
        return new ValueType<>(expected, text -> inRange(quantity(text, BYTES, ""), from, to));
    }

    static ValueType<Long> rate(String least, String most) {
        long from = quantity(least, BYTES, "/s");
        long to = quantity(most, BYTES, "/s");
        String expected = "a rate from " + least + " to " + most + " (B/s, KiB/s, MiB/s, GiB/s)";
        return new ValueType<>(expected, text -> inRange(quantity(text, BYTES, "/s"), from, to));
    }

    static ValueType<Integer> percent(int least, int most) {
        String expected = "a percentage from " + least + "% to " + most + "%";
        return new ValueType<>(expected, text -> (int) inRange(quantity(text, Map.of("%", 1L), ""), least, most));
    }

    static ValueType<Integer> whole(int least, int most) {
        return new ValueType<>("a whole number from " + least + " to " + most, text -> {
            if (!text.matches("-?[0-9]{1,10}")) {
                throw ValueType.wrong("");
            }
            return (int) inRange(Long.parseLong(text), least, most);
        });
    }

    /** A number, or the given word for one that follows from other things. */
    static ValueType<OptionalInt> or(String word, ValueType<Integer> number) {
        return new ValueType<>(
                word + ", or " + number.expected(),
                text -> text.equals(word)
                        ? OptionalInt.empty()
                        : OptionalInt.of(number.read().apply(text)));
    }

    static ValueType<Integer> powerOfTwo(int least, int most) {
        return new ValueType<>("a power of two from " + least + " to " + most, text -> {
            int number = whole(least, most).read().apply(text);
            if (Integer.bitCount(number) != 1) {
                throw ValueType.wrong("the nearest are " + Integer.highestOneBit(number) + " and "
                        + Math.min(most, Integer.highestOneBit(number) * 2));
            }
            return number;
        });
    }

    static ValueType<Double> decimal(String least, String most) {
        return new ValueType<>("a number from " + least + " to " + most, text -> {
            if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                throw ValueType.wrong("");
            }
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(new BigDecimal(least)) < 0 || number.compareTo(new BigDecimal(most)) > 0) {
                throw ValueType.wrong("");
            }
            return number.doubleValue();
        });
    }

    static ValueType<Boolean> truth() {
        return new ValueType<>("true or false", text -> {
            if (!text.equals("true") && !text.equals("false")) {
                throw ValueType.wrong("");
            }
            return text.equals("true");
        });
    }

    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E choice : type.getEnumConstants()) {
            choices.put(choice.name().toLowerCase(Locale.ROOT), choice);
        }
        String expected = "one of " + String.join(", ", choices.keySet());
        return new ValueType<>(expected, text -> {
            E choice = choices.get(text);
            if (choice == null) {
                throw ValueType.wrong(Suggestions.didYouMean(text, choices.keySet()));
            }
            return choice;
        });
    }

    static ValueType<String> name() {
        return new ValueType<>("1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit", text -> {
            if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                throw ValueType.wrong("");
            }
            return text;
        });
    }

    static ValueType<String> path() {
        return new ValueType<>("a path of 1 to 4096 characters", text -> {
            if (text.isBlank() || text.length() > 4_096 || text.indexOf('\0') >= 0) {
                throw ValueType.wrong("");
            }
            return text;
        });
    }

    static ValueType<Address> address() {
        return new ValueType<>("host:port", Address::parse);
    }

    static ValueType<Optional<String>> host() {
        return new ValueType<>("a host name or address without port, or empty", text -> {
            if (!text.isEmpty()) {
                Address.checkHost(text);
            }
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        });
    }

    static ValueType<Optional<Secret>> secret(int leastLength) {
        return new ValueType<>("a secret of at least " + leastLength + " characters, or empty", text -> {
            if (!text.isEmpty() && text.length() < leastLength) {
                throw ValueType.wrong("it has " + text.length());
            }
            return text.isEmpty() ? Optional.empty() : Optional.of(new Secret(text));
        });
    }

    static ValueType<Optional<String>> optionalPath() {
        Function<String, String> path = path().read();
        return new ValueType<>(
                "a path, or empty", text -> text.isEmpty() ? Optional.empty() : Optional.of(path.apply(text)));
    }

    static <T> ValueType<List<T>> list(ValueType<T> element, int most) {
        String expected = "a list of at most " + most + " distinct entries, each " + element.expected();
        return new ValueType<>(expected, text -> {
            List<T> values = new ArrayList<>();
            for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
                T value = element(element, part.strip());
                if (values.contains(value)) {
                    throw ValueType.wrong("\"" + part.strip() + "\" stands there twice");
                }
                values.add(value);
            }
            if (values.size() > most) {
                throw ValueType.wrong("there are " + values.size());
            }
            return List.copyOf(values);
        });
    }

    private static <T> T element(ValueType<T> type, String text) {
        try {
            return type.read().apply(text);
        } catch (IllegalArgumentException wrong) {
            throw ValueType.wrong("\"" + text + "\" is not one: " + wrong.getMessage());
        }
    }

    private static long quantity(String text, Map<String, Long> units, String suffix) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw ValueType.wrong("");
        }
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw ValueType.wrong("the unit is missing");
        }
        Long factor = unit.endsWith(suffix) ? units.get(unit.substring(0, unit.length() - suffix.length())) : null;
        if (factor == null) {
            List<String> known =
                    units.keySet().stream().map(each -> each + suffix).toList();
            throw ValueType.wrong("unknown unit \"" + unit + "\"" + closest(unit, known));
        }
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), (long) factor);
    }

    private static String closest(String unit, List<String> known) {
        String binary = unit.replaceFirst("^([kKmMgGtT])i?[bB]", "$1iB");
        return known.stream()
                .filter(each -> each.equalsIgnoreCase(binary))
                .findFirst()
                .map(each -> ", did you mean " + each + "?")
                .orElse("");
    }

    private static long inRange(long value, long least, long most) {
        if (value < least || value > most) {
            throw ValueType.wrong("");
        }
        return value;
    }
}
