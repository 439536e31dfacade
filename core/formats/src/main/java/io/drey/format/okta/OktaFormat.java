package io.drey.format.okta;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/** Events of Okta's system log. */
@AutoService(LineFormat.class)
public final class OktaFormat implements LineFormat {

    @Override
    public String name() {
        return "okta";
    }

    @Override
    public String description() {
        return "events of Okta's system log";
    }

    @Override
    public String example() {
        return "{\"uuid\":\"a1\",\"published\":\"2024-05-01T10:00:00.123Z\",\"eventType\":\"user.session.start\",\"severity\""
                + ":\"WARN\",\"displayMessage\":\"User login to Okta\",\"actor\":{\"id\":\"00u1\",\"alternateId\":\"ann@example.c"
                + "om\"},\"client\":{\"ipAddress\":\"192.0.2.4\",\"userAgent\":{\"rawUserAgent\":\"Mozilla/5.0\"}},\"outcome\":{\""
                + "result\":\"FAILURE\",\"reason\":\"INVALID_CREDENTIALS\"}}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new MappedJsonParser(OktaFormat.class, "okta.members.txt", options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
