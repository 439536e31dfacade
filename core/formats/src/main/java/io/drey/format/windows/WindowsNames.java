package io.drey.format.windows;

import io.drey.event.OpenNames;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/**
 * How events of Windows are called. Winlogbeat nests what an event is about below {@code winlog.event_data}, earlier versions below
 * {@code event_data}; NXLog has it beside what it says of every event, in names that begin with a capital. All of it is
 * {@code winlog.event_data.<name>}.
 */
final class WindowsNames {

    private static final String DATA = "winlog.event_data.";
    private static final String EARLY_DATA = "event_data.";

    private WindowsNames() {}

    static LineParser parser(FormatOptions options) {
        return new MappedJsonParser(WindowsNames.class, "windows.members.txt", WindowsNames::openName, "", options);
    }

    /** The open field that a member becomes. */
    static String openName(String path) {
        if (path.startsWith(EARLY_DATA) && path.length() > EARLY_DATA.length()) {
            return DATA + path.substring(EARLY_DATA.length());
        }
        boolean isCapital = path.charAt(0) >= 'A' && path.charAt(0) <= 'Z';
        return isCapital ? DATA + path : OpenNames.ofMember(path);
    }
}
