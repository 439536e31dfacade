package io.drey.query.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of an SQL text, as far as our rules need them: which names it uses, and how it begins. Strings, quoted names and
 * comments are those of the standard, which Trino follows ({@code trino.io/docs/476/language/reserved.html}).
 */
public final class SqlTokens {

    private enum Kind {
        NAME,
        DOT,
        OTHER
    }

    private record Token(Kind kind, String text, int end) {}

    private final List<Token> tokens = new ArrayList<>();

    private SqlTokens() {}

    public static SqlTokens of(String sql) {
        SqlTokens result = new SqlTokens();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end;
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            if (sql.startsWith("--", at)) {
                at = endOfLine(sql, at);
                continue;
            }
            if (sql.startsWith("/*", at)) {
                int close = sql.indexOf("*/", at + 2);
                at = close < 0 ? sql.length() : close + 2;
                continue;
            }
            Kind kind;
            if (c == '\'' || c == '"') {
                end = endOfQuoted(sql, at);
                kind = c == '"' ? Kind.NAME : Kind.OTHER;
            } else if (isNameStart(c)) {
                end = at + 1;
                while (end < sql.length() && (isNameStart(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
                    end++;
                }
                kind = Kind.NAME;
            } else if (isDigit(c)) {
                end = at + 1;
                while (end < sql.length()
                        && (isDigit(sql.charAt(end)) || isNameStart(sql.charAt(end)) || sql.charAt(end) == '.')) {
                    end++;
                }
                kind = Kind.OTHER;
            } else {
                end = at + 1;
                kind = c == '.' ? Kind.DOT : Kind.OTHER;
            }
            result.tokens.add(new Token(kind, sql.substring(at, end), end));
            at = end;
        }
        return result;
    }

    /** How many tokens there are. */
    public int count() {
        return tokens.size();
    }

    /** Where a token begins. */
    public int start(int token) {
        return endBefore(token + 1) - tokens.get(token).text().length();
    }

    /** Where the token before one ends: 0 before the first. */
    public int endBefore(int token) {
        return token == 0 ? 0 : tokens.get(token - 1).end();
    }

    /** A token as it is written. */
    public String raw(int token) {
        return tokens.get(token).text();
    }

    /** Whether there is such a token, and it is written so. */
    public boolean is(int token, String text) {
        return token < tokens.size() && tokens.get(token).text().equals(text);
    }

    /** Whether there is such a token, and it is a name or a word. */
    public boolean isName(int token) {
        return token < tokens.size() && tokens.get(token).kind() == Kind.NAME;
    }

    /** Whether there is such a token, and it is a text in quotes. */
    public boolean isText(int token) {
        return token < tokens.size()
                && tokens.get(token).text().length() > 1
                && tokens.get(token).text().startsWith("'")
                && tokens.get(token).text().endsWith("'");
    }

    /** What a text in quotes says. */
    public String text(int token) {
        String text = raw(token);
        return text.substring(1, text.length() - 1).replace("''", "'");
    }

    /** The text without its values and comments: a question mark stands for each string and number. */
    public String withoutValues() {
        StringBuilder text = new StringBuilder();
        boolean joins = true;
        for (Token token : tokens) {
            boolean dot = token.kind() == Kind.DOT;
            if (!joins && !dot) {
                text.append(' ');
            }
            char first = token.text().charAt(0);
            text.append(first == '\'' || isDigit(first) ? "?" : token.text());
            joins = dot;
        }
        return text.toString();
    }

    /** The first name of at least so many parts, such as {@code a.b.c} of three. */
    public Optional<String> nameOfParts(int parts) {
        for (int first = 0; first < tokens.size(); first++) {
            StringBuilder name = new StringBuilder();
            int at = first;
            int found = 0;
            while (at < tokens.size() && tokens.get(at).kind() == Kind.NAME) {
                name.append(tokens.get(at).text());
                found++;
                if (found == parts) {
                    return Optional.of(name.toString());
                }
                at++;
                if (at == tokens.size() || tokens.get(at).kind() != Kind.DOT) {
                    break;
                }
                name.append('.');
                at++;
            }
        }
        return Optional.empty();
    }

    /** Where the given words end if the text begins with them, in any case. */
    public Optional<Integer> endOfStart(String... words) {
        if (tokens.size() < words.length) {
            return Optional.empty();
        }
        for (int i = 0; i < words.length; i++) {
            if (!tokens.get(i).text().equalsIgnoreCase(words[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(tokens.get(words.length - 1).end());
    }

    private static int endOfLine(String sql, int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** A quote within is doubled. */
    private static int endOfQuoted(String sql, int from) {
        char quote = sql.charAt(from);
        int at = from + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) == quote) {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at + 1;
                }
            }
            at++;
        }
        return sql.length();
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == '`'
                || c == '$'
                || c == '@'
                || c > 127;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
