package io.drey.format;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** Which year a time stamp is of that names none. */
public sealed interface MissingYear {

    /** The last in which it lies not more than a day behind the arrival. */
    MissingYear BY_ARRIVAL = new NotBehind(Optional.empty());

    /**
     * The last in which it lies not behind a moment, so that December and January of one file are of two years.
     *
     * @param latest the moment; empty: a day behind the arrival
     */
    record NotBehind(Optional<Instant> latest) implements MissingYear {
        public NotBehind {
            requireNonNull(latest, "latest is null");
        }

        /** Not behind a moment. */
        public NotBehind(Instant latest) {
            this(Optional.of(latest));
        }
    }

    /**
     * The first stamp is of a year, and each of the others within half a year of the one before it: for files of several
     * years. A parser remembers the stamp before, so that each file needs one of its own.
     *
     * @param year the first stamp's
     */
    record From(int year) implements MissingYear {
        public From {
            if (year < 1 || year > 9998) {
                throw new IllegalArgumentException("%d is no year: use one from 1 to 9998".formatted(year));
            }
        }
    }
}
