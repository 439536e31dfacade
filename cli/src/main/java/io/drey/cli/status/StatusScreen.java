package io.drey.cli.status;

import io.drey.cli.status.Line.Look;
import io.drey.event.Printable;
import io.drey.operations.TimeLength;
import io.drey.operations.health.TopicLags.Lag;
import io.drey.operations.status.Answer;
import io.drey.operations.status.JobStatus;
import io.drey.operations.status.Traffic;
import io.drey.operations.status.Traffic.Bin;
import io.drey.stack.ServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Lays out what is known on one screen: servers, jobs, lag, traffic. Where not all fits, jobs that are not well and the
 * largest lags stay.
 */
final class StatusScreen {

    /** The width that a terminal has which does not say. */
    static final int NARROW = 80;

    private static final int CHART = 30;
    /** Lines that are always there: headings, servers, charts and what stands between. */
    private static final int FIXED = 14;

    private static final int PROBLEM_LINES = 2;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private final StatusView view;
    private final int columns;
    /** By how much a name may be longer than on a narrow screen. */
    private final int more;

    private final List<Line> lines = new ArrayList<>();

    private StatusScreen(StatusView view, int columns) {
        this.view = view;
        this.columns = columns;
        this.more = Math.max(0, (columns - NARROW) / 2);
    }

    /**
     * The screen's lines.
     *
     * @param columns how wide it is
     * @param rows how many lines there may be
     */
    static List<Line> lines(StatusView view, int columns, int rows) {
        StatusScreen screen = new StatusScreen(view, columns);
        int free = Math.max(0, rows - FIXED);
        int jobs = Math.max(1, free * 2 / 5);
        int alerts = Math.min(free / 5, 3);
        screen.top();
        screen.servers();
        screen.add("", Look.PLAIN);
        screen.jobs(jobs);
        screen.add("", Look.PLAIN);
        screen.lags(Math.max(1, free - jobs - alerts));
        screen.add("", Look.PLAIN);
        screen.traffic(alerts);
        return screen.lines.size() <= rows ? screen.lines : screen.lines.subList(0, Math.max(rows, 0));
    }

    private void add(String text, Look look) {
        String printable = Printable.ofWhole(text).stripTrailing();
        lines.add(new Line(cell(printable, columns), look));
    }

    /** A text that has room for so many characters. */
    private static String cell(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(width - 1, 0)) + "…";
    }

    private void top() {
        String left = "Drey status";
        String right = "%s, every %d s"
                .formatted(TIME.format(view.time()), view.interval().toSeconds());
        add(left + " ".repeat(Math.max(2, columns - left.length() - right.length())) + right, Look.HEADING);
    }

    private void problem(String text) {
        int width = Math.max(columns - 4, 1);
        String rest = Printable.ofWhole(text);
        for (int line = 1; !rest.isEmpty(); line++) {
            boolean isLast = line == PROBLEM_LINES || rest.length() <= width;
            add((line == 1 ? "  ! " : "    ") + (isLast ? rest : rest.substring(0, width)), Look.BAD);
            rest = isLast ? "" : rest.substring(width);
        }
    }

    private void servers() {
        if (view.servers().isEmpty()) {
            return;
        }
        Answer<List<ServerStatus>> answer = view.servers().get();
        if (answer.value().isEmpty()) {
            problem(answer.problem());
            return;
        }
        List<ServerStatus> servers = answer.value().get();
        String down = servers.stream()
                .filter(server -> !server.healthy())
                .map(server -> server.server().title())
                .collect(Collectors.joining(", "));
        long healthy = servers.stream().filter(ServerStatus::healthy).count();
        if (down.isEmpty()) {
            add("Servers   %d, all healthy".formatted(healthy), Look.WELL);
        } else {
            add("Servers   down: %s; %d healthy".formatted(down, healthy), Look.BAD);
        }
    }

    private void jobs(int most) {
        int name = 18 + more;
        add(
                String.format(
                        Locale.ROOT,
                        "%-" + (name + 2) + "s  %-10s  %8s  %-12s  %s",
                        "Jobs",
                        "state",
                        "restarts",
                        "checkpoint",
                        "failed last"),
                Look.HEADING);
        if (view.jobs().value().isEmpty()) {
            problem(view.jobs().problem());
            return;
        }
        List<JobStatus> jobs = view.jobs().value().get();
        if (jobs.isEmpty()) {
            add("  none runs: 'drey jobs submit' starts them", Look.BAD);
        }
        Shown<JobStatus> shown = Shown.of(jobs, most, Comparator.comparing(JobStatus::isWell));
        for (JobStatus job : shown.rows) {
            add(
                    String.format(
                            Locale.ROOT,
                            "  %-" + name + "s  %-10s  %,8d  %-12s  %s",
                            cell(job.name(), name),
                            cell(job.state(), 10),
                            job.restarts(),
                            job.sinceCheckpoint()
                                    .map(since -> TimeLength.words(since) + " ago")
                                    .orElse("none yet"),
                            job.lastFailure()),
                    job.isWell() ? Look.WELL : Look.BAD);
        }
        shown.tellOthers(this, "more jobs");
    }

    private void lags(int most) {
        int topic = 22 + more;
        int group = 16 + more;
        add(
                String.format(
                        Locale.ROOT,
                        "%-" + (topic + 2) + "s  %-" + group + "s  %12s  %s",
                        "Lag",
                        "read by",
                        "records",
                        "lately"),
                Look.HEADING);
        if (view.lags().isEmpty()) {
            add("  not shown: give -Dkafka-bootstrap-servers=HOST:PORT", Look.PLAIN);
            return;
        }
        if (view.lags().get().value().isEmpty()) {
            problem(view.lags().get().problem());
            return;
        }
        List<Lag> lags = view.lags().get().value().get();
        if (lags.isEmpty()) {
            add("  there are no topics", Look.PLAIN);
        }
        Shown<Lag> shown = Shown.of(
                lags,
                most,
                Comparator.comparing(Lag::lost).thenComparing(Lag::lag).reversed());
        for (Lag lag : shown.rows) {
            add(
                    String.format(
                            Locale.ROOT,
                            "  %-" + topic + "s  %-" + group + "s  %,12d  %-" + LagHistory.LENGTH + "s%s",
                            cell(lag.topic(), topic),
                            cell(lag.readBy(), group),
                            lag.lag(),
                            view.history().chart(lag),
                            lag.lost() == 0 ? "" : String.format(Locale.ROOT, "  lost %,d", lag.lost())),
                    lag.lost() == 0 ? Look.PLAIN : Look.BAD);
        }
        shown.tellOthers(this, "more");
    }

    private void traffic(int mostAlerts) {
        if (view.traffic().isEmpty()) {
            add("Traffic", Look.HEADING);
            add("  not shown: give --tenant NAME and -Dopensearch-urls=URL", Look.PLAIN);
            return;
        }
        if (view.traffic().get().value().isEmpty()) {
            add("Traffic of " + view.tenant(), Look.HEADING);
            problem(view.traffic().get().problem());
            return;
        }
        Traffic traffic = view.traffic().get().value().get();
        List<Bin> bins = traffic.bins();
        long seconds = traffic.binLength().toSeconds();
        add(
                "Traffic of %s, last %s by %d s, counted %s"
                        .formatted(
                                view.tenant(),
                                TimeLength.words(traffic.binLength().multipliedBy(bins.size())),
                                seconds,
                                counted(traffic.newest())),
                Look.HEADING);
        List<OptionalDouble> requests = counted(traffic, bin -> OptionalDouble.of(bin.requests() / (double) seconds));
        chart("requests/s", requests, latest(requests, "%,.1f") + highest(requests, "%,.1f"));
        add(
                "  earlier     yesterday %s, a week ago %s"
                        .formatted(
                                earlier(traffic.dayBefore(), requests, seconds),
                                earlier(traffic.weekBefore(), requests, seconds)),
                Look.PLAIN);
        for (int family = 4; family <= 5; family++) {
            ToLongFunction<Bin> errors = family == 4 ? Bin::clientErrors : Bin::serverErrors;
            List<OptionalDouble> shares = counted(
                    traffic,
                    bin -> bin.requests() == 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(100.0 * errors.applyAsLong(bin) / bin.requests()));
            chart(family + "xx, %", shares, latest(shares, "%.1f") + highest(shares, "%.1f"));
        }
        List<OptionalDouble> late = counted(traffic, bin -> OptionalDouble.of((double) bin.late()));
        chart("late", late, String.format(Locale.ROOT, "%,11d in all", (long)
                late.stream().mapToDouble(count -> count.orElse(0)).sum()));
        chart(
                "alerts",
                bins.stream()
                        .map(bin -> OptionalDouble.of((double) bin.alerts()))
                        .toList(),
                String.format(Locale.ROOT, "%,11d in all", traffic.alerts()));
        traffic.latest().stream()
                .limit(mostAlerts)
                .forEach(alert -> add(
                        String.format(
                                Locale.ROOT,
                                "  %s  %-8s  %s: %s",
                                CLOCK.format(alert.time()),
                                cell(alert.severity(), 8),
                                alert.rule(),
                                alert.group()),
                        Look.PLAIN));
    }

    /**
     * The rate of the same time earlier, and how much more or less there is now.
     *
     * @param before how many requests there were
     * @param rates those of now, a second, in bins of so many seconds
     */
    private static String earlier(OptionalLong before, List<OptionalDouble> rates, long seconds) {
        double[] counted = rates.stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        if (before.isEmpty() || counted.length == 0) {
            return "-";
        }
        double rate = before.getAsLong() / (double) (counted.length * seconds);
        double now = Arrays.stream(counted).average().orElseThrow();
        return String.format(Locale.ROOT, "%,.1f/s", rate)
                + (rate == 0 ? "" : String.format(Locale.ROOT, " (now %+,.0f %%)", 100 * (now - rate) / rate));
    }

    /** Up to when is counted. */
    private String counted(Optional<Instant> newest) {
        if (newest.isEmpty()) {
            return "nothing yet";
        }
        Duration ago = Duration.between(newest.get(), view.time());
        return "up to "
                + (ago.toDays() > 0
                        ? newest.get().truncatedTo(ChronoUnit.SECONDS).toString()
                        : TimeLength.words(ago.isNegative() ? Duration.ZERO : ago) + " ago");
    }

    private interface Measure {
        OptionalDouble of(Bin bin);
    }

    /** A value for each bin; none for those whose windows are still to come. */
    private static List<OptionalDouble> counted(Traffic traffic, Measure measure) {
        List<OptionalDouble> values = new ArrayList<>();
        for (int bin = 0; bin < traffic.bins().size(); bin++) {
            values.add(traffic.isCounted(bin) ? measure.of(traffic.bins().get(bin)) : OptionalDouble.empty());
        }
        return values;
    }

    private void chart(String what, List<OptionalDouble> values, String numbers) {
        add(String.format(Locale.ROOT, "  %-11s %-" + CHART + "s %s", what, Sparkline.of(values), numbers), Look.PLAIN);
    }

    private static String latest(List<OptionalDouble> values, String format) {
        Optional<OptionalDouble> latest =
                values.stream().filter(OptionalDouble::isPresent).reduce((earlier, later) -> later);
        return String.format(
                Locale.ROOT,
                "%11s now",
                latest.map(value -> String.format(Locale.ROOT, format, value.getAsDouble()))
                        .orElse("-"));
    }

    private static String highest(List<OptionalDouble> values, String format) {
        OptionalDouble highest = values.stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
        return highest.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%10s highest", String.format(Locale.ROOT, format, highest.getAsDouble()));
    }

    /**
     * Rows that fit, in the order that they have.
     *
     * @param rows those that are shown
     * @param others how many are not
     */
    private record Shown<T>(List<T> rows, int others) {

        /** @param first those that stay where not all fit come first */
        static <T> Shown<T> of(List<T> all, int most, Comparator<T> first) {
            if (all.size() <= most) {
                return new Shown<>(all, 0);
            }
            // One line says how many more there are.
            int places = Math.max(1, most - 1);
            Set<T> chosen =
                    new HashSet<>(all.stream().sorted(first).limit(places).toList());
            return new Shown<>(all.stream().filter(chosen::contains).toList(), all.size() - places);
        }

        void tellOthers(StatusScreen screen, String what) {
            if (others > 0) {
                screen.add("  … %d %s".formatted(others, what), Look.PLAIN);
            }
        }
    }
}
