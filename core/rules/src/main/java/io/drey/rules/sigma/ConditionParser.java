package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.Wildcard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text that joins a detection's selections. Binding, weakest first: {@code or}, {@code and}, {@code not}, {@code 1
 * of} and {@code all of}, parentheses.
 */
final class ConditionParser {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:([()|])|([^\\s()|]+))");
    private static final int DEEPEST = 50;

    private final Map<String, Condition> selections;
    private final Problems problems;
    private final Set<String> used = new HashSet<>();

    private List<String> tokens = List.of();
    private At at = new At(1, 1);
    private int place;
    private int depth;
    private int predicates;

    ConditionParser(Map<String, Condition> selections, Problems problems) {
        this.selections = selections;
        this.problems = problems;
    }

    /** The selections that were named so far. */
    Set<String> used() {
        return used;
    }

    /**
     * Reads a condition.
     *
     * @throws RefusedException if it is none
     */
    Condition parse(YamlValue written) {
        at = written.at();
        if (!(written instanceof YamlValue.Scalar text) || text.isNull()) {
            throw new RefusedException(
                    at, "a condition that is no text", "write one such as: selection and not filter");
        }
        tokens = tokens(text.text());
        place = 0;
        if (tokens.isEmpty()) {
            throw refused("an empty condition", "write one such as: selection and not filter");
        }
        Condition condition = or();
        if (place < tokens.size()) {
            throw unexpected();
        }
        return condition;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group().trim());
        }
        return tokens;
    }

    private Condition or() {
        List<Condition> parts = new ArrayList<>(List.of(and()));
        while (takes("or")) {
            parts.add(and());
        }
        return AnyOf.of(parts);
    }

    private Condition and() {
        List<Condition> parts = new ArrayList<>(List.of(not()));
        while (takes("and")) {
            parts.add(not());
        }
        return AllOf.of(parts);
    }

    private Condition not() {
        if (!takes("not")) {
            return operand();
        }
        deeper();
        Condition part = not();
        depth--;
        return Not.of(part);
    }

    private Condition operand() {
        if (place == tokens.size()) {
            throw refused("the condition ends where a selection should stand", "write one or remove what is before");
        }
        String token = tokens.get(place++);
        if (token.equals("(")) {
            deeper();
            Condition inner = or();
            depth--;
            if (place == tokens.size() || !tokens.get(place).equals(")")) {
                throw refused("a parenthesis that is not closed", "write ')'");
            }
            place++;
            return inner;
        }
        if (place < tokens.size() && tokens.get(place).equalsIgnoreCase("of")) {
            return of(token);
        }
        Condition selection = selections.get(token);
        if (selection == null) {
            place--;
            throw isWord(token) ? unknown(token) : unexpected();
        }
        used.add(token);
        return counted(selection);
    }

    /** {@code 1 of them}, {@code all of selection*}. */
    private Condition of(String quantifier) {
        place++;
        boolean all = quantifier.equalsIgnoreCase("all");
        if (!all && !quantifier.equals("1")) {
            throw refused(quoted(quantifier + " of"), "write '1 of' or 'all of'");
        }
        if (place == tokens.size()) {
            throw refused("'%s of' without selections".formatted(quantifier), "write 'them' or a pattern");
        }
        String pattern = tokens.get(place++);
        if (!isWord(pattern)) {
            place--;
            throw unexpected();
        }
        Wildcard names = new Wildcard(
                (pattern.equals("them") ? "*" : pattern)
                        .chars()
                        .map(c -> c == '*' ? Wildcard.ANY : c)
                        .toArray(),
                Letters.AS_WRITTEN);
        List<Condition> parts = new ArrayList<>();
        selections.forEach((name, selection) -> {
            if (!name.startsWith("_") && names.passes(name)) {
                used.add(name);
                parts.add(counted(selection));
            }
        });
        if (parts.isEmpty()) {
            throw refused(
                    "no selection is called %s".formatted(quoted(pattern)),
                    pattern.startsWith("_")
                            ? "name those that begin with '_' one by one: patterns pass them over"
                            : "use one of " + Suggestion.some(selections.keySet()));
        }
        return all ? AllOf.of(parts) : AnyOf.of(parts);
    }

    /** The same selection may stand in a condition many times. */
    private Condition counted(Condition selection) {
        predicates += selection.size();
        if (predicates > Detection.MOST_PREDICATES) {
            throw refused(
                    "a condition of more than %d predicates".formatted(Detection.MOST_PREDICATES), "split the rule");
        }
        return selection;
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw refused("a condition with more than %d levels".formatted(DEEPEST), "use fewer parentheses");
        }
    }

    private boolean takes(String word) {
        if (place == tokens.size() || !tokens.get(place).equalsIgnoreCase(word)) {
            return false;
        }
        if (!tokens.get(place).equals(word)) {
            problems.warn(at, "'%s' in a condition".formatted(tokens.get(place)), "write '%s'".formatted(word));
        }
        place++;
        return true;
    }

    private static boolean isWord(String token) {
        return !token.equals("(") && !token.equals(")") && !token.equals("|");
    }

    private RefusedException unknown(String token) {
        if (selections.isEmpty()) {
            return refused("a detection without selections", "say what an event must be like");
        }
        return refused("no selection is called %s".formatted(quoted(token)), Suggestion.of(token, selections.keySet()));
    }

    private RefusedException unexpected() {
        String token = tokens.get(place);
        if (token.equals("|") || token.toLowerCase(Locale.ROOT).equals("near")) {
            return refused(
                    "'%s' in a condition".formatted(token), "write what it counts or joins as a correlation document");
        }
        return refused(
                "%s where 'and' or 'or' should stand".formatted(quoted(token)),
                "join selections by 'and', 'or' and 'not'");
    }

    private RefusedException refused(String reason, String remedy) {
        return new RefusedException(at, reason, remedy);
    }
}
