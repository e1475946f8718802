package dev.spark.gateway.domain;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes quantities, of those the usual ones: {@code 500m}, {@code 2}, {@code 1.5}, {@code 512Mi}, {@code 10Gi}. */
public final class Quantity {

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,3})?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");

    private Quantity() {}

    /** Its value: cores, or bytes. */
    public static Optional<BigDecimal> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String suffix = matcher.group(2) == null ? "" : matcher.group(2);
        BigDecimal factor = switch (suffix) {
            case "m" -> new BigDecimal("0.001");
            case "k" -> BigDecimal.TEN.pow(3);
            case "M" -> BigDecimal.TEN.pow(6);
            case "G" -> BigDecimal.TEN.pow(9);
            case "T" -> BigDecimal.TEN.pow(12);
            case "Ki" -> BigDecimal.TWO.pow(10);
            case "Mi" -> BigDecimal.TWO.pow(20);
            case "Gi" -> BigDecimal.TWO.pow(30);
            case "Ti" -> BigDecimal.TWO.pow(40);
            default -> BigDecimal.ONE;
        };
        return Optional.of(new BigDecimal(matcher.group(1)).multiply(factor));
    }

    /** Whether it is a quantity between the two, which are quantities. */
    public static boolean isBetween(String text, String min, String max) {
        return parse(text)
                .filter(value -> value.compareTo(parse(min).orElseThrow()) >= 0
                        && value.compareTo(parse(max).orElseThrow()) <= 0)
                .isPresent();
    }
}
