package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as people write them: 0, not 0.0. */
public final class Numbers {
    private Numbers() {}

    public static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static NumericNode json(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE;
        return whole ? JsonNodeFactory.instance.numberNode((int) value) : JsonNodeFactory.instance.numberNode(value);
    }

    /** Puts a field, unless it is null. */
    static void put(ObjectNode to, String name, @Nullable Number value) {
        if (value instanceof Double real) {
            to.set(name, json(real));
        } else if (value != null) {
            to.put(name, value.longValue());
        }
    }

    /** US dollars, in cents where that says enough, else with three digits that count. */
    public static String usd(double amount) {
        BigDecimal rounded = BigDecimal.valueOf(amount).round(new MathContext(3));
        boolean small = amount < 1 && rounded.scale() > 2;
        return "$" + (small ? rounded : BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP)).toPlainString();
    }
}
