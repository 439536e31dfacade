package io.drey.detection;

import java.time.Duration;
import java.util.List;

/** The detections that come with Drey. */
public final class BuiltInDetections {

    /** Five failed logins by one address followed, all within 60 seconds, by a success. */
    public static final BruteForceLogin BRUTE_FORCE_LOGIN = new BruteForceLogin(
            new Rule("brute-force-login", 1, "Failed logins followed by a success", "high", Duration.ofSeconds(60)), 5);

    /** Twenty different missing paths asked for by one address within 60 seconds. */
    public static final PathScanner PATH_SCANNER = new PathScanner(
            new Rule("path-scanner", 1, "One address asks for many missing paths", "medium", Duration.ofSeconds(60)),
            20);

    /** All of them. */
    public static final List<Detection> ALL = List.of(BRUTE_FORCE_LOGIN, PATH_SCANNER);

    private BuiltInDetections() {}
}
