package io.drey.configuration;

import io.drey.event.Printable;
import java.util.regex.Pattern;

/**
 * Addresses of people for mail: the dot-atom form of RFC 5321 in ASCII, without a name around it. What matches can stand in a
 * header and in an SMTP command as it is.
 */
final class MailAddress {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern GRAMMAR =
            Pattern.compile("(?=[^@]{1,64}@.{1,255}\\z)%s(?:\\.%s)*@%s(?:\\.%s)*".formatted(ATOM, ATOM, LABEL, LABEL));

    private MailAddress() {}

    static boolean is(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    /**
     * Checks an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static void require(String text) {
        if (!is(text)) {
            throw new IllegalArgumentException(
                    "'%s' is no mail address: write one such as ann@example.com, without a name around it"
                            .formatted(Printable.of(text)));
        }
    }
}
