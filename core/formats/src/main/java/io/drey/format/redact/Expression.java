package io.drey.format.redact;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** A regular expression of the user's, which runs in linear time: its groups, or all of it where it has none. */
record Expression(Pattern pattern) implements SecretFinder {

    Expression {
        requireNonNull(pattern, "pattern is null");
    }

    @Override
    public void find(DecodedText text, Findings findings) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int groups = matcher.groupCount();
            for (int group = groups == 0 ? 0 : 1; group <= groups; group++) {
                if (matcher.start(group) < matcher.end(group)) {
                    findings.found(matcher.start(group), matcher.end(group));
                }
            }
        }
    }
}
