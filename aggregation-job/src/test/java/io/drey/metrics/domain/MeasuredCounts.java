package io.drey.metrics.domain;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts with something measured, of each kind that there is. */
public final class MeasuredCounts {

    private MeasuredCounts() {}

    /** By the kind's name; each of one value, since several are written in no fixed order. */
    public static Map<String, WindowCounts> byKind() {
        Value web = Value.of("web");
        WindowCounts amounts = new WindowCounts(64);
        amounts.measured(web, 3, Amounts.class, Amounts::new).add(new BigDecimal("2.25"));
        amounts.measured(web, 1, Amounts.class, Amounts::new).add(new BigDecimal("-1"));
        WindowCounts distinct = new WindowCounts(64);
        distinct.measured(web, 1, DistinctValues.class, () -> new DistinctValues(64))
                .add(Value.of("root"));
        WindowCounts quantiles = new WindowCounts(64);
        for (int i = 1; i <= 5; i++) {
            quantiles.measured(web, 1, Quantiles.class, Quantiles::new).add(i);
        }
        Map<String, WindowCounts> byKind = new LinkedHashMap<>();
        byKind.put("amounts", amounts);
        byKind.put("distinct", distinct);
        byKind.put("quantiles", quantiles);
        return byKind;
    }
}
