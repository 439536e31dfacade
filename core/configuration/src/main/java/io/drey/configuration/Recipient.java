package io.drey.configuration;

import io.drey.event.Printable;
import java.util.regex.Pattern;

/**
 * Who is told, or who tells: a mail address in the dot-atom form of RFC 5321 in ASCII, without a name around it, or a number in the
 * form of E.164. What matches can stand in a header and in an SMTP command as it is.
 */
final class Recipient {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern MAIL =
            Pattern.compile("(?=[^@]{1,64}@.{1,255}\\z)%s(?:\\.%s)*@%s(?:\\.%s)*".formatted(ATOM, ATOM, LABEL, LABEL));
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{5,14}");
    private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9]{1,11}");

    private Recipient() {}

    static boolean isMailAddress(String text) {
        return MAIL.matcher(text).matches();
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /**
     * Checks who is told.
     *
     * @throws IllegalArgumentException if it is neither an address nor a number
     */
    static void require(String text) {
        if (!isMailAddress(text) && !isNumber(text)) {
            throw new IllegalArgumentException(
                    "'%s' is neither a mail address nor a number: write one such as ann@example.com, without a name around it, or +41791234567"
                            .formatted(Printable.of(text)));
        }
    }

    /**
     * Checks who tells.
     *
     * @throws IllegalArgumentException if it is no address, no number and no name that a telephone shows
     */
    static void requireSender(String text) {
        if (!SENDER.matcher(text).matches()) {
            require(text);
        }
    }
}
