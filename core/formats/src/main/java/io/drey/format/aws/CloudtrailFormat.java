package io.drey.format.aws;

import com.google.auto.service.AutoService;
import io.drey.event.OpenNames;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/** Events of AWS' CloudTrail. */
@AutoService(LineFormat.class)
public final class CloudtrailFormat implements LineFormat {

    @Override
    public String name() {
        return "cloudtrail";
    }

    @Override
    public String description() {
        return "events of AWS CloudTrail, one a line, or many in an array `Records`";
    }

    @Override
    public String example() {
        return "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"ann\"},\"eventTime\":\"2024-05-"
                + "01T10:00:00Z\",\"eventSource\":\"signin.amazonaws.com\",\"eventName\":\"ConsoleLogin\",\"awsRegion\":\"us-e"
                + "ast-1\",\"sourceIPAddress\":\"192.0.2.4\",\"userAgent\":\"Mozilla/5.0\",\"responseElements\":{\"ConsoleLogi"
                + "n\":\"Failure\"}}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new MappedJsonParser(
                CloudtrailFormat.class, "cloudtrail.members.txt", OpenNames::ofMember, "Records", options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
