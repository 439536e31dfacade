package io.drey.rules.sigma;

import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Regex;
import io.drey.rules.condition.TimePart;
import java.util.List;

/** What may stand behind a field's name, each behind a pipe. */
enum Modifier {
    ALL,
    STARTSWITH,
    ENDSWITH,
    CONTAINS,
    EXISTS,
    CASED,
    NEQ,
    RE,
    I,
    M,
    S,
    WINDASH,
    BASE64,
    BASE64OFFSET,
    UTF16LE,
    UTF16BE,
    UTF16,
    WIDE,
    LT,
    LTE,
    GT,
    GTE,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR,
    CIDR,
    EXPAND,
    FIELDREF;

    static final List<String> WRITTEN = SigmaWords.all(Modifier.class);

    String written() {
        return SigmaWords.written(this);
    }

    /** Whether it is about what several values have to do with each other, and not about each of them. */
    boolean isAboutTheList() {
        return this == ALL || this == NEQ;
    }

    /** What it makes of an expression. */
    Regex.Option option() {
        return switch (this) {
            case I -> Regex.Option.ANY_CASE;
            case M -> Regex.Option.LINES;
            case S -> Regex.Option.DOT_MATCHES_ALL;
            default -> null;
        };
    }

    /** How it compares numbers; null where it does not. */
    Comparison comparison() {
        return switch (this) {
            case LT -> Comparison.LESS;
            case LTE -> Comparison.AT_MOST;
            case GT -> Comparison.MORE;
            case GTE -> Comparison.AT_LEAST;
            default -> null;
        };
    }

    /** What it takes of a time; null where it takes nothing. */
    TimePart.Part timePart() {
        return switch (this) {
            case MINUTE -> TimePart.Part.MINUTE;
            case HOUR -> TimePart.Part.HOUR;
            case DAY -> TimePart.Part.DAY;
            case WEEK -> TimePart.Part.WEEK;
            case MONTH -> TimePart.Part.MONTH;
            case YEAR -> TimePart.Part.YEAR;
            default -> null;
        };
    }
}
