package io.drey.format.useragent;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One list of expressions of which the first that matches counts. */
final class AgentPatterns {

    /**
     * What an expression says.
     *
     * @param name of the program, system or device; null where the list says that it is not known
     * @param version null where there is none
     */
    record Found(String name, String version) {}

    /** What the list calls what it does not know. */
    private static final String UNKNOWN = "Other";

    /** An upper bound of a repetition is there for engines that try in turn; RE2/J does not, and would unroll it. */
    private static final java.util.regex.Pattern BOUND = java.util.regex.Pattern.compile("\\{([01]),\\d{3,}\\}");

    /** So many expressions are tried at most: what has the words of more is made up. */
    private static final int MOST = 96;

    /**
     * An expression.
     *
     * @param name the name, with {@code $1} for the first group and so on; null if that is the first group
     * @param version the parts of the version, each null if it is the group in its place
     */
    private record Expression(Pattern pattern, String name, List<String> version) {

        private Found found(Matcher matcher) {
            String found = part(matcher, name, 1);
            if (found == null || found.equals(UNKNOWN)) {
                return new Found(null, null);
            }
            StringBuilder whole = new StringBuilder();
            for (int i = 0; i < version.size(); i++) {
                String next = part(matcher, version.get(i), i + 2);
                if (next == null) {
                    break;
                }
                whole.append(i == 0 ? "" : ".").append(next);
            }
            return new Found(found, whole.isEmpty() ? null : whole.toString());
        }

        /** A part of what was found; null if it is empty. */
        private static String part(Matcher matcher, String template, int group) {
            String text = template == null ? group(matcher, group) : filled(matcher, template);
            String stripped = text == null ? "" : text.strip();
            return stripped.isEmpty() ? null : stripped;
        }

        private static String group(Matcher matcher, int group) {
            return group <= matcher.groupCount() ? matcher.group(group) : null;
        }

        private static String filled(Matcher matcher, String template) {
            if (template.indexOf('$') < 0) {
                return template;
            }
            StringBuilder filled = new StringBuilder();
            for (int i = 0; i < template.length(); i++) {
                char c = template.charAt(i);
                boolean isGroup = c == '$' && i + 1 < template.length() && Character.isDigit(template.charAt(i + 1));
                if (isGroup) {
                    String group = group(matcher, template.charAt(++i) - '0');
                    filled.append(group == null ? "" : group);
                } else {
                    filled.append(c);
                }
            }
            return filled.toString();
        }
    }

    private final List<Expression> expressions;
    private final WordIndex words;

    private AgentPatterns(List<Expression> expressions, WordIndex words) {
        this.expressions = expressions;
        this.words = words;
    }

    /**
     * A list as it is written.
     *
     * @param nameKey where the name is, if it is not the first group
     * @param versionKeys where the version's parts are, if they are not the groups behind it, without {@code _replacement}
     */
    static AgentPatterns of(List<Map<String, String>> written, String nameKey, List<String> versionKeys) {
        List<Expression> expressions = new ArrayList<>();
        List<List<Set<String>>> needed = new ArrayList<>();
        for (Map<String, String> each : written) {
            String regex = BOUND.matcher(each.get("regex"))
                    .replaceAll(found -> found.group(1).equals("0") ? "*" : "+");
            int flags = "i".equals(each.get("regex_flag")) ? Pattern.CASE_INSENSITIVE : 0;
            List<String> version = new ArrayList<>();
            versionKeys.forEach(key -> version.add(each.get(key + "_replacement")));
            expressions.add(new Expression(Pattern.compile(regex, flags), each.get(nameKey), version));
            needed.add(NeededWords.of(regex));
        }
        return new AgentPatterns(List.copyOf(expressions), new WordIndex(needed));
    }

    /** What the first expression that matches says; null if none does. */
    Found find(String agent) {
        BitSet in = words.wordsIn(agent);
        int tried = 0;
        for (int i = 0; i < expressions.size() && tried < MOST; i++) {
            if (words.isPossible(i, in)) {
                tried++;
                Matcher matcher = expressions.get(i).pattern().matcher(agent);
                if (matcher.find()) {
                    return expressions.get(i).found(matcher);
                }
            }
        }
        return null;
    }
}
