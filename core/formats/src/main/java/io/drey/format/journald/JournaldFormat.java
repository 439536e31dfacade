package io.drey.format.journald;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/** Entries of systemd's journal. */
@AutoService(LineFormat.class)
public final class JournaldFormat implements LineFormat {

    @Override
    public String name() {
        return "journald";
    }

    @Override
    public String description() {
        return "entries of systemd's journal, as `journalctl -o json` writes them";
    }

    @Override
    public String example() {
        return "{\"__REALTIME_TIMESTAMP\":\"1714557600123456\",\"_HOSTNAME\":\"web1\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\""
                + ":\"1010\",\"PRIORITY\":\"6\",\"_SYSTEMD_UNIT\":\"ssh.service\",\"MESSAGE\":\"Accepted publickey for ann\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new MappedJsonParser(JournaldFormat.class, "journald.members.txt", options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
