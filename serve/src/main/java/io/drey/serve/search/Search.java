package io.drey.serve.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.query.sight.Sight;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks into the searchable window. */
public interface Search {

    /**
     * What is looked for.
     *
     * @param tenant whose lines
     * @param kind {@code logs} or {@code alerts}
     * @param query Lucene's words over the events' fields
     * @param dataset of which dataset; empty for all
     * @param from the first moment; empty for any
     * @param to the moment behind the last; empty for any
     * @param limit how many at most
     * @param rounds how often the search widens: the newest index in the first, then twice as many each time
     */
    record Question(
            String tenant,
            String kind,
            String query,
            Optional<String> dataset,
            Optional<Instant> from,
            Optional<Instant> to,
            int limit,
            int rounds) {

        /** What is searched, without what is looked for. */
        public String where() {
            return "search of " + kind
                    + dataset.map(name -> " of dataset " + name).orElse("");
        }
    }

    /**
     * A document.
     *
     * @param time its time stamp
     * @param index where it is
     * @param id its id there
     */
    record Hit(Instant time, String index, String id, JsonNode source) {}

    /**
     * What was found, the newest first.
     *
     * @param searched how many indices were searched
     * @param indices how many there are that may hold any
     * @param isWhole whether no index left can hold a newer one
     */
    record Found(List<Hit> hits, int searched, int indices, boolean isWhole) {}

    /**
     * Searches.
     *
     * @param sight what those may see who ask
     * @throws io.drey.query.sight.AccessRefusedException if nothing there is for those who ask
     * @throws IllegalArgumentException if the query is none
     */
    Found find(Question question, Sight sight);

    /**
     * The lines around one, of the same dataset and, where it names one, of the same host, the newest first.
     *
     * @param index where the line is
     * @param id its id there
     * @param each how many before it, and how many behind it, at most
     * @param sight what those may see who ask
     * @throws IllegalArgumentException if there is no such line, or it is not to be seen
     */
    Found around(String tenant, String index, String id, int each, Sight sight);
}
