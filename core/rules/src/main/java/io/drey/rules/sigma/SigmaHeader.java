package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a document says of itself.
 *
 * @param id its own; where it gives none, its name, else a UUID that follows from its title: a new title is a new rule
 * @param name what correlations and filters may call it instead of its id
 * @param title what it detects, in a few words
 * @param status how well it is tested
 * @param level how serious a match is
 * @param description what it detects, at length; empty where nothing is said
 * @param author who wrote it; the licence of public rules wants it kept; empty where nothing is said
 * @param license by SPDX; empty where nothing is said
 * @param references where the idea came from
 * @param falsePositives what else may match
 * @param tags such as {@code attack.t1059}
 * @param related other rules that it came from or replaces
 * @param date when it was written
 * @param modified when it was changed
 */
public record SigmaHeader(
        String id,
        Optional<String> name,
        String title,
        Optional<SigmaStatus> status,
        Optional<SigmaLevel> level,
        String description,
        String author,
        String license,
        List<String> references,
        List<String> falsePositives,
        List<String> tags,
        List<Related> related,
        Optional<LocalDate> date,
        Optional<LocalDate> modified) {

    public SigmaHeader {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(title, "title is null");
        requireNonNull(status, "status is null");
        requireNonNull(level, "level is null");
        requireNonNull(description, "description is null");
        requireNonNull(author, "author is null");
        requireNonNull(license, "license is null");
        references = List.copyOf(references);
        falsePositives = List.copyOf(falsePositives);
        tags = List.copyOf(tags);
        related = List.copyOf(related);
        requireNonNull(date, "date is null");
        requireNonNull(modified, "modified is null");
    }

    /**
     * Another rule.
     *
     * @param type how it is related: derived, obsolete, merged, renamed or similar
     */
    public record Related(String id, String type) {}
}
