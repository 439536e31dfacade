package io.drey.format.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.format.expression.GroupNames;
import io.drey.format.given.GivenFields;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which parts of a file's path are fields of its lines' events: what the expressions of a dataset find, and behind them the layouts
 * in which AWS writes logs to buckets, of account and region. Of several that find the same field the first counts.
 *
 * @param expressions of the dataset, as they are written: {@code /(?<service.name>[^/]+)/[^/]+\.log$}
 */
public record PathFields(List<String> expressions) {

    /** The layouts of AWS alone. */
    public static final PathFields OF_AWS = new PathFields(List.of());

    private static final String ACCOUNT = "(?<cloud.account.id>\\d{12})";
    private static final String REGION = "(?<cloud.region>[a-z]{2}(?:-[a-z]+)+-\\d{1,2})";

    /** Services' folders, those of flow logs by names, S3's access logs, and the names of files that were moved elsewhere. */
    private static final List<GroupNames> LAYOUTS = List.of(
            GroupNames.of("/AWSLogs/(?:o-[a-z0-9]+/)?" + ACCOUNT + "/[A-Za-z0-9-]+/" + REGION + "/"),
            GroupNames.of("/AWSLogs/(?:[^/]+/)?aws-account-id=" + ACCOUNT + "/(?:[^/]+/)*?aws-region=" + REGION + "/"),
            GroupNames.of("/" + ACCOUNT + "/" + REGION + "/[a-z0-9.-]+/\\d{4}/\\d{2}/\\d{2}/[^/]*$"),
            GroupNames.of("/" + ACCOUNT + "_[A-Za-z0-9-]+_" + REGION + "_[^/]*$"));

    public PathFields {
        requireNonNull(expressions, "expressions is null");
        expressions = List.copyOf(expressions);
    }

    /**
     * Checks an expression.
     *
     * @throws IllegalArgumentException naming what is wrong, and how it is written
     */
    public static void check(String expression) {
        compile(expression);
    }

    /** The expressions, those of the dataset first. */
    List<GroupNames> compiled() {
        List<GroupNames> own = expressions.stream().map(PathFields::compile).toList();
        return Stream.concat(own.stream(), LAYOUTS.stream()).toList();
    }

    private static GroupNames compile(String expression) {
        GroupNames groups = GroupNames.of(expression);
        if (groups.names().stream().allMatch(name -> name == null)) {
            throw new IllegalArgumentException(
                    "the expression names no field: write the part of the path that is one as (?<labels.app>[^/]+)");
        }
        groups.names().stream()
                .filter(name -> name != null)
                .forEach(name ->
                        GivenFields.requireText(FieldName.parse(new String(name, UTF_8)), "cannot come from a path"));
        return groups;
    }
}
