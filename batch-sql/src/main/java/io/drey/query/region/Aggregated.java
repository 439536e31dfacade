package io.drey.query.region;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlTokens;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a text gives counts and sums, and no lines or single events, as far as its words tell. What cannot be told is none: it
 * stays in its region.
 */
final class Aggregated {

    private static final Set<String> AGGREGATES = Set.of("COUNT", "SUM", "MIN", "MAX", "AVG");
    private static final Set<String> JOINING = Set.of("UNION", "INTERSECT", "EXCEPT");

    /** What tells single events, however it is grouped. */
    private static final Set<String> OF_EVENTS =
            Set.of("EVENT_ORIGINAL", "EVENT_ID", "RAW", "MESSAGE", "EVENT.ORIGINAL", "EVENT.ID", "RAW_OFFSET");

    private Aggregated() {}

    static boolean is(QueryRequest request) {
        return is(SqlTokens.of(request.sql(SqlDialect.FLINK)));
    }

    private static boolean is(SqlTokens tokens) {
        int depth = 0;
        int select = -1;
        int from = -1;
        boolean isGrouped = false;
        for (int token = 0; token < tokens.count(); token++) {
            String word = word(tokens, token);
            if (OF_EVENTS.contains(word)) {
                return false;
            }
            if (word.equals("(")) {
                depth++;
            } else if (word.equals(")")) {
                depth--;
            } else if (depth == 0) {
                if (JOINING.contains(word)) {
                    return false;
                }
                if (word.equals("SELECT")) {
                    select = token;
                }
                from = word.equals("FROM") && from < 0 && select >= 0 ? token : from;
                isGrouped |= word.equals("GROUP");
            }
        }
        return select >= 0 && (isGrouped || onlyAggregates(tokens, select + 1, from < 0 ? tokens.count() : from));
    }

    private static boolean onlyAggregates(SqlTokens tokens, int first, int end) {
        int depth = 0;
        boolean begins = true;
        for (int token = first; token < end; token++) {
            String word = word(tokens, token);
            if (begins && !(AGGREGATES.contains(word) && tokens.is(token + 1, "("))) {
                return false;
            }
            begins = false;
            if (word.equals("(")) {
                depth++;
            } else if (word.equals(")")) {
                depth--;
            } else if (depth == 0 && word.equals("OVER")) {
                return false;
            } else if (depth == 0 && word.equals(",")) {
                begins = true;
            }
        }
        return first < end;
    }

    /** A name as it is meant, whether it is quoted or not; a text as what it says. */
    private static String word(SqlTokens tokens, int token) {
        String raw = tokens.isText(token) ? tokens.text(token) : tokens.raw(token);
        return raw.replaceAll("^[\"`]|[\"`]$", "").toUpperCase(Locale.ROOT);
    }
}
