package io.drey.lake.table;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rows of a table a legal hold covers.
 *
 * @param first the column of the first moment that a row is about
 * @param last the column of the last; the same one for a single moment
 * @param suspect a flag that both are not to be trusted, and the arrival counts; empty where there is none
 * @param texts the columns in whose text a hold's value is looked for; empty where it is compared with fields
 */
public record HoldCoverage(String first, String last, Optional<String> suspect, List<String> texts) {

    /** The column that counts where the time of a row is suspect. */
    public static final String ARRIVAL = "event_created";

    public HoldCoverage {
        requireNonNull(first, "first is null");
        requireNonNull(last, "last is null");
        requireNonNull(suspect, "suspect is null");
        texts = List.copyOf(texts);
    }

    /** Rows of events: the value is that of a field. */
    static HoldCoverage ofFields(String time, String suspect) {
        return new HoldCoverage(time, time, Optional.of(suspect), List.of());
    }

    /** Rows without fields: the value stands in their text, so that rather too much is kept than too little. */
    static HoldCoverage ofTexts(String first, String last, String... texts) {
        return new HoldCoverage(first, last, Optional.empty(), Arrays.asList(texts));
    }

    /** Whether a hold's value is compared with a field's, and not looked for in text. */
    public boolean isByField() {
        return texts.isEmpty();
    }

    /** The columns that it takes to tell, but for those of a field. */
    public Stream<String> columns() {
        return Stream.of(
                        Stream.of(first, last),
                        suspect.stream().flatMap(flag -> Stream.of(flag, ARRIVAL)),
                        texts.stream())
                .flatMap(each -> each);
    }
}
