package io.drey.format.windows;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Events of Sysmon. */
@AutoService(LineFormat.class)
public final class SysmonFormat implements LineFormat {

    @Override
    public String name() {
        return "sysmon";
    }

    @Override
    public String description() {
        return "events of Microsoft's Sysmon, as Winlogbeat and NXLog write them as JSON";
    }

    @Override
    public String example() {
        return "{\"EventTime\":\"2024-05-01 10:00:00\",\"Hostname\":\"pc7.acme.example\",\"EventID\":1,\"Channel\":\"Microso"
                + "ft-Windows-Sysmon/Operational\",\"SourceName\":\"Microsoft-Windows-Sysmon\",\"Image\":\"C:\\\\Windows\\\\Sy"
                + "stem32\\\\whoami.exe\",\"CommandLine\":\"whoami /all\",\"ProcessId\":7688,\"User\":\"ACME\\\\ann\"}";
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
