package io.drey.query.catalog;

import io.drey.query.sql.Globs;
import io.drey.query.sql.SqlDialect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query's text with parameters: {@code ${name}} stands for a value, and {@code ${column like name}} for the condition that a
 * column fits to a parameter of globs.
 *
 * @param text the text
 */
record SqlTemplate(String text) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern LIKE = Pattern.compile("([A-Za-z_][A-Za-z0-9_.]*) like ([a-z0-9-]+)");

    /** What does not fit between the text and the parameters; empty where all does. */
    Optional<Problem> problem(List<ParameterDefinition> parameters) {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        while (placeholders.find()) {
            String inside = placeholders.group(1);
            Matcher like = LIKE.matcher(inside);
            boolean isCondition = like.matches();
            String name = isCondition ? like.group(2) : inside;
            Optional<ParameterDefinition> parameter =
                    parameters.stream().filter(each -> each.name().equals(name)).findFirst();
            if (parameter.isEmpty()) {
                return problem(placeholders, "query.yaml declares no parameter '%s'".formatted(name));
            }
            if (isCondition != (parameter.get().type() == ParameterType.GLOB)) {
                return problem(
                        placeholders,
                        isCondition
                                ? "parameter %s is no glob: write ${%s}".formatted(name, name)
                                : "parameter %s is a glob: write ${column like %s}".formatted(name, name));
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> problem(MatchResult placeholder, String words) {
        return Optional.of(new Problem(placeholder.group(), words));
    }

    boolean uses(ParameterDefinition parameter) {
        return PLACEHOLDER.matcher(text).results().anyMatch(placeholder -> {
            String inside = placeholder.group(1);
            return inside.equals(parameter.name()) || inside.endsWith(" like " + parameter.name());
        });
    }

    /** The text with literals and conditions in place of the parameters. */
    String sql(List<ParameterDefinition> parameters, Map<String, String> values, SqlDialect dialect) {
        return PLACEHOLDER.matcher(text).replaceAll(placeholder -> {
            Matcher like = LIKE.matcher(placeholder.group(1));
            String name = like.matches() ? like.group(2) : placeholder.group(1);
            String value = values.get(name);
            return Matcher.quoteReplacement(
                    like.matches()
                            ? Globs.parse(name, value).condition(like.group(1))
                            : parameter(parameters, name).literal(value, dialect));
        });
    }

    private static ParameterDefinition parameter(List<ParameterDefinition> parameters, String name) {
        return parameters.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
