package io.drey.format.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;

/**
 * What opens doors: JSON web tokens, keys of AWS, Google, GitHub, GitLab, Slack and Stripe, private keys, what follows {@code
 * Bearer} and {@code Basic}, passwords in URLs, and values of what is called a password, secret, key or token.
 */
record Tokens() implements SecretFinder {

    /** How far one is looked for. */
    private static final int LONGEST = 16 * 1024;

    /**
     * A form.
     *
     * @param beginning what it begins with, in lower case; only from there on the expression is asked
     * @param pattern what it is; its group, where it has one, is the secret
     */
    private record Form(String beginning, Pattern pattern) {

        Form(String beginning, String expression) {
            this(beginning, Pattern.compile(expression));
        }
    }

    private static final String VALUE = "[A-Za-z_-]*[\"']?\\s*[=:]\\s*[\"']?([^\\s\"',;&}<>]+)";

    private static final List<Form> FORMS = List.of(
            new Form("eyj", "eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{2,}(?:\\.[A-Za-z0-9_-]*)*"),
            new Form("akia", "AKIA[0-9A-Z]{16}"),
            new Form("asia", "ASIA[0-9A-Z]{16}"),
            new Form("gh", "gh[pousr]_[A-Za-z0-9]{20,}"),
            new Form("github_pat_", "github_pat_[A-Za-z0-9_]{20,}"),
            new Form("glpat-", "glpat-[A-Za-z0-9_-]{20,}"),
            new Form("xox", "xox[abeoprs]-[A-Za-z0-9-]{10,}"),
            new Form("sk_", "sk_(?:live|test)_[A-Za-z0-9]{16,}"),
            new Form("aiza", "AIza[0-9A-Za-z_-]{35}"),
            new Form("-----begin", "-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"),
            new Form("bearer", "(?i)bearer\\s+([A-Za-z0-9._~+/=-]{8,})"),
            new Form("basic", "(?i)basic\\s+([A-Za-z0-9+/=_-]{8,})"),
            new Form("://", "://[^/\\s:@\"']*:([^/\\s@\"']+)@"),
            new Form("passw", "(?i)passw(?:or)?d" + VALUE),
            new Form("pwd", "(?i)pwd" + VALUE),
            new Form("secret", "(?i)secret" + VALUE),
            new Form("api", "(?i)api[_-]?key" + VALUE),
            new Form("token", "(?i)token" + VALUE));

    /** The forms by the character that they begin with; null where none does. */
    private static final Form[][] BY_FIRST = byFirst();

    private static Form[][] byFirst() {
        Form[][] byFirst = new Form[128][];
        for (Form form : FORMS) {
            char first = form.beginning.charAt(0);
            byFirst[first] = FORMS.stream()
                    .filter(other -> other.beginning.charAt(0) == first)
                    .toArray(Form[]::new);
        }
        return byFirst;
    }

    /** The forms that begin with a character in any case; null if none does. */
    private static Form[] beginningWith(char c) {
        char first = Character.toLowerCase(c);
        return first < BY_FIRST.length ? BY_FIRST[first] : null;
    }

    /** Whether a password may stand in front of a host: of the many URLs without one none is looked at closer. */
    private static boolean hasUser(DecodedText text, int at) {
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@') {
                return true;
            }
            if (c == '/' || c == '"' || c == '\'' || Character.isWhitespace(c)) {
                return false;
            }
        }
        return false;
    }

    @Override
    public void find(DecodedText text, Findings findings) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            int next = at + 1;
            Form[] forms = beginningWith(text.charAt(at));
            for (int i = 0; forms != null && i < forms.length; i++) {
                Form form = forms[i];
                if (text.startsWithIgnoreCase(at, form.beginning)
                        && (!form.beginning.endsWith("/") || hasUser(text, at + form.beginning.length()))) {
                    Matcher matcher = form.pattern.matcher(text.subSequence(at, Math.min(length, at + LONGEST)));
                    if (matcher.lookingAt()) {
                        int group = matcher.groupCount();
                        findings.found(at + matcher.start(group), at + matcher.end(group));
                        // In front of a group there may be more.
                        next = group == 0 ? at + matcher.end() : next;
                        break;
                    }
                }
            }
            at = next;
        }
    }
}
