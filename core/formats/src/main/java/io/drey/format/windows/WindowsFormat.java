package io.drey.format.windows;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Events of Windows. */
@AutoService(LineFormat.class)
public final class WindowsFormat implements LineFormat {

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public String description() {
        return "events of Windows, as Winlogbeat and NXLog write them as JSON";
    }

    @Override
    public String example() {
        return "{\"@timestamp\":\"2024-05-01T10:00:00.123Z\",\"event\":{\"code\":\"4624\"},\"winlog\":{\"channel\":\"Security\""
                + ",\"computer_name\":\"pc7.acme.example\",\"provider_name\":\"Microsoft-Windows-Security-Auditing\",\"even"
                + "t_data\":{\"TargetUserName\":\"ann\",\"IpAddress\":\"192.0.2.4\",\"LogonType\":\"3\"}},\"message\":\"An account"
                + " was successfully logged on.\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return WindowsNames.parser(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
