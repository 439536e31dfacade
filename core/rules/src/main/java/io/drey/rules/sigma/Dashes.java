package io.drey.rules.sigma;

import java.util.ArrayList;
import java.util.List;

/** The modifier {@code windash}: Windows takes several characters for the dash that a flag begins with. */
final class Dashes {

    /** Hyphen, slash, en dash, em dash and horizontal bar. */
    private static final int[] ALL = {'-', '/', '\u2013', '\u2014', '\u2015'};

    private Dashes() {}

    /**
     * The value with every combination of dashes: each that a word stands behind, and none before.
     *
     * @throws RefusedException if there are too many
     */
    static List<WildText> variants(WildText text, At at) {
        int[] symbols = text.symbols();
        List<WildText> variants = List.of(WildText.literal(""));
        int from = 0;
        for (int i = 0; i + 1 < symbols.length; i++) {
            boolean beginsAFlag = isDash(symbols[i])
                    && (i == 0 || !WildText.isWord(symbols[i - 1]))
                    && WildText.isWord(symbols[i + 1]);
            if (beginsAFlag) {
                variants = times(variants, text.part(from, i), at);
                from = i + 1;
            }
        }
        WildText rest = text.part(from, symbols.length);
        return variants.stream().map(variant -> variant.then(rest)).toList();
    }

    private static List<WildText> times(List<WildText> variants, WildText before, At at) {
        if (variants.size() * ALL.length > Modifiers.MOST_VARIANTS) {
            throw new RefusedException(
                    at,
                    "a value with more than %d variants of dashes".formatted(Modifiers.MOST_VARIANTS),
                    "use several values");
        }
        List<WildText> more = new ArrayList<>();
        for (WildText variant : variants) {
            WildText longer = variant.then(before);
            for (int dash : ALL) {
                more.add(longer.then(WildText.literal(Character.toString(dash))));
            }
        }
        return more;
    }

    private static boolean isDash(int symbol) {
        for (int dash : ALL) {
            if (symbol == dash) {
                return true;
            }
        }
        return false;
    }
}
