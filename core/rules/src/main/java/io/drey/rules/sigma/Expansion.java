package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The modifier {@code expand}: a value for each entry of the lists that its placeholders stand for. */
final class Expansion {

    private final Placeholders placeholders;
    private final At at;
    private final Function<String, WildText> entryReader;

    private List<WildText> variants = List.of(WildText.literal(""));

    /** An expansion of a value at a place of the file, whose lists' entries are read so. */
    Expansion(Placeholders placeholders, At at, Function<String, WildText> entryReader) {
        this.placeholders = placeholders;
        this.at = at;
        this.entryReader = entryReader;
    }

    /**
     * The value with entries in place of {@code %name%}; {@code \%} is a percent sign.
     *
     * @throws RefusedException if it has no placeholder, or one without a list
     */
    List<WildText> of(WildText text) {
        int[] symbols = text.symbols();
        boolean isAny = false;
        int from = 0;
        int place = 0;
        while (place < symbols.length) {
            int end = symbols[place] == '%' ? end(symbols, place + 1) : -1;
            if (symbols[place] == '\\' && place + 1 < symbols.length && symbols[place + 1] == '%') {
                append(List.of(text.part(from, place)));
                from = place + 1;
                place += 2;
            } else if (end < 0) {
                place++;
            } else {
                append(List.of(text.part(from, place)));
                append(entries(text.part(place + 1, end).plain()));
                isAny = true;
                place = end + 1;
                from = place;
            }
        }
        append(List.of(text.part(from, symbols.length)));
        if (!isAny) {
            throw new RefusedException(
                    at, "'expand' with a value that has no placeholder", "write one such as %Servers%");
        }
        return variants;
    }

    /** Where a placeholder's name ends, or -1. */
    private static int end(int[] symbols, int from) {
        int place = from;
        while (place < symbols.length
                && (WildText.isWord(symbols[place]) || symbols[place] == '-' || symbols[place] == '.')) {
            place++;
        }
        return place > from && place < symbols.length && symbols[place] == '%' ? place : -1;
    }

    private List<WildText> entries(String name) {
        Optional<List<String>> entries = placeholders.entries(name);
        if (entries.isEmpty()) {
            throw new RefusedException(
                    at,
                    "there is no list for placeholder %s".formatted(quoted("%" + name + "%")),
                    placeholders.names().isEmpty()
                            ? "give the tenant a list of that name"
                            : Suggestion.of(name, placeholders.names()));
        }
        if (entries.get().isEmpty()) {
            throw new RefusedException(
                    at,
                    "the list for placeholder %s is empty".formatted(quoted("%" + name + "%")),
                    "put something into it");
        }
        return entries.get().stream().map(entryReader).toList();
    }

    private void append(List<WildText> parts) {
        if ((long) variants.size() * parts.size() > Modifiers.MOST_VARIANTS) {
            throw new RefusedException(
                    at,
                    "more than %d variants of a value with placeholders".formatted(Modifiers.MOST_VARIANTS),
                    "use fewer placeholders in one value");
        }
        List<WildText> longer = new ArrayList<>(variants.size() * parts.size());
        for (WildText variant : variants) {
            for (WildText part : parts) {
                longer.add(variant.then(part));
            }
        }
        variants = longer;
    }
}
