package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files a dataset is read from: {@code s3://bucket/AWSLogs/*}{@code /elasticloadbalancing/*}{@code
 * /{yyyy}/{MM}/{dd}/*.log.gz}. In a part of the path {@code *} stands for any characters and {@code ?} for one; {@code {yyyy}},
 * {@code {MM}}, {@code {dd}} and {@code {HH}} stand for a time in UTC, so that only folders of the last days are listed.
 *
 * @param text as it was given
 * @param root scheme and authority: {@code s3://bucket}, {@code file://}
 * @param parts the parts of the path, the file's name last
 */
public record PathPattern(String text, String root, List<String> parts) {

    private static final Set<String> OBJECT_STORES =
            Set.of("s3", "s3a", "s3p", "gs", "oss", "abfs", "abfss", "wasb", "wasbs");

    private static final Pattern URI = Pattern.compile("([a-z][a-z0-9+.-]*)://([^/*?{}]*)/(.+)");
    private static final Pattern DATE = Pattern.compile("\\{(yyyy|MM|dd|HH)}");

    public PathPattern {
        requireNonNull(text, "text is null");
        requireNonNull(root, "root is null");
        parts = List.copyOf(parts);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException naming the pattern, what is wrong, and how it is written
     */
    public static PathPattern of(String text) {
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) {
            throw wrong(text, "it is no address of files");
        }
        List<String> parts = List.of(uri.group(3).split("/", -1));
        for (String part : parts) {
            String rest = DATE.matcher(part).replaceAll("");
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw wrong(text, "the part '%s' names no folder or file".formatted(part));
            }
            if (rest.contains("{") || rest.contains("}")) {
                throw wrong(text, "in '%s' braces hold something else than yyyy, MM, dd or HH".formatted(part));
            }
            if (rest.contains("**")) {
                throw wrong(text, "'**' is not understood: write a part with '*' for each folder");
            }
        }
        return new PathPattern(text, uri.group(1) + "://" + uri.group(2), parts);
    }

    /** Whether files are on the machine that reads them: they grow and are rotated. */
    public boolean isLocal() {
        return root.startsWith("file:");
    }

    /** Whether files appear whole and at once, as objects do. */
    public boolean isInObjectStore() {
        return OBJECT_STORES.contains(root.substring(0, root.indexOf(':')));
    }

    /** Whether a file's name is one of the pattern's. */
    public boolean hasName(String name) {
        return matches(DATE.matcher(parts.get(parts.size() - 1)).replaceAll("*"), name);
    }

    /**
     * Whether a path is one of the pattern's: of any time.
     *
     * @param path with scheme and authority
     */
    public boolean hasPath(String path) {
        if (!path.startsWith(root + "/")) {
            return false;
        }
        List<String> names = List.of(path.substring(root.length() + 1).split("/", -1));
        if (names.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!matches(anyTime(parts.get(i)), names.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The same folders with all of their files. */
    public PathPattern ofAllNames() {
        List<String> all = new ArrayList<>(parts);
        all.set(all.size() - 1, "*");
        return new PathPattern(text, root, all);
    }

    /** The parts with all times between two instants, both included; once where there is no time in them. */
    public Set<List<String>> between(Instant from, Instant to) {
        boolean hasHours = parts.stream().anyMatch(part -> part.contains("{HH}"));
        ChronoUnit unit = hasHours ? ChronoUnit.HOURS : ChronoUnit.DAYS;
        ZonedDateTime last = to.atZone(ZoneOffset.UTC);
        Set<List<String>> all = new LinkedHashSet<>();
        for (ZonedDateTime time = from.atZone(ZoneOffset.UTC).truncatedTo(unit);
                !time.isAfter(last);
                time = time.plus(1, unit)) {
            all.add(at(time));
            if (all.size() == 1 && parts.stream().noneMatch(part -> part.contains("{"))) {
                return all;
            }
        }
        return all;
    }

    private static String anyTime(String part) {
        return part.replace("{yyyy}", "????")
                .replace("{MM}", "??")
                .replace("{dd}", "??")
                .replace("{HH}", "??");
    }

    private List<String> at(ZonedDateTime time) {
        return parts.stream()
                .map(part -> part.replace("{yyyy}", "%04d".formatted(time.getYear()))
                        .replace("{MM}", "%02d".formatted(time.getMonthValue()))
                        .replace("{dd}", "%02d".formatted(time.getDayOfMonth()))
                        .replace("{HH}", "%02d".formatted(time.getHour())))
                .toList();
    }

    /** Whether a part stands for several names. */
    public static boolean isWild(String part) {
        return part.indexOf('*') >= 0 || part.indexOf('?') >= 0;
    }

    /** Whether a name matches a part, in time proportional to the product of their lengths at most. */
    public static boolean matches(String part, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int afterStar = 0;
        while (n < name.length()) {
            if (p < part.length() && part.charAt(p) == '*') {
                star = p++;
                afterStar = n;
            } else if (p < part.length() && (part.charAt(p) == '?' || part.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++afterStar;
            } else {
                return false;
            }
        }
        while (p < part.length() && part.charAt(p) == '*') {
            p++;
        }
        return p == part.length();
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException(
                "'%s': %s; write it as s3://bucket/logs/*/{yyyy}/{MM}/{dd}/*.gz, hdfs://namenode/logs/*.gz or file:///var/log/app/*.log"
                        .formatted(text, why));
    }

    @Override
    public String toString() {
        return text;
    }
}
