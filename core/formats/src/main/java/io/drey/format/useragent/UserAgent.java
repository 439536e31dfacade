package io.drey.format.useragent;

/**
 * What a user agent is, as far as is known.
 *
 * @param name of the program, as {@code Firefox}; null if it is not known
 * @param version its version, as {@code 115.0}; null if it is not known
 * @param osName the operating system, as {@code Windows}; null if it is not known
 * @param osVersion its version; null if it is not known
 * @param deviceName the device, as {@code iPhone}, {@value #BOT} for one that nobody sits at; null if it is not known
 */
public record UserAgent(String name, String version, String osName, String osVersion, String deviceName) {

    /** What the list calls the device of a program that visits pages by itself. */
    static final String BOT = "Spider";

    /** Whether it is known to be a program that visits pages by itself. */
    public boolean isBot() {
        return BOT.equals(deviceName);
    }
}
