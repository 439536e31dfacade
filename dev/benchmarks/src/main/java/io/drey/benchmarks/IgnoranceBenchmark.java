package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.lake.LakeSettings;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.Ending;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.report.ReportMemory;
import io.drey.query.report.ReportRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * Artificial ignorance over ten days of lines of services: what the first look costs, and what the next one costs when a day more
 * has arrived. Goals: the second reads a tenth, in a fifth of the time, with the same heap.
 *
 * <p>Prints a table on stderr and a line of JSON on stdout.
 */
final class IgnoranceBenchmark {

    private static final int DEFAULT_LINES = 20_000_000;
    private static final int DAYS = 10;
    private static final int LINES_A_COMMIT = 500_000;
    private static final int TEMPLATES = 2_000;
    private static final int SERVICES = 40;
    /** So many words of a line are its template's own, and six are the same in many: two templates are less than half alike. */
    private static final int OWN_WORDS = 9;

    private static final String CONSONANTS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random = new Random(7);
    private final ParquetFiles files;
    private final ObjectNode result;
    private final String[] templates = new String[TEMPLATES];

    private IgnoranceBenchmark(ParquetFiles files, ObjectNode result) {
        this.files = files;
        this.result = result;
        String[] services = new String[SERVICES];
        Arrays.setAll(services, unused -> word());
        Arrays.setAll(templates, template -> {
            StringBuilder text = new StringBuilder(services[template % SERVICES]).append(" - - -");
            for (int i = 0; i < OWN_WORDS; i++) {
                text.append(' ').append(word());
            }
            return text.toString();
        });
    }

    /** A word of three syllables, without a digit: one with digits would be open in a template. */
    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            word.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())))
                    .append(VOWELS.charAt(random.nextInt(VOWELS.length())));
        }
        return word.toString();
    }

    public static void main(String[] arguments) throws IOException {
        int lines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_LINES;
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", "ignorance");
        result.put("lines", lines);
        new IgnoranceBenchmark(ParquetFiles.temporary("drey-ignorance"), result).run(lines / DAYS);
        System.out.println(result);
        long rows = result.at("/first/rows").asLong();
        if (rows != TEMPLATES) {
            System.err.printf(
                    "the first look found %d templates and not %d: too few lines, or they are mined otherwise%n",
                    rows, TEMPLATES);
            System.exit(1);
        }
    }

    private void run(int linesADay) throws IOException {
        Instant today = Instant.now();
        for (int day = 1; day < DAYS; day++) {
            land(today.minus(Duration.ofDays(DAYS - day)), linesADay);
        }
        LakeSettings lake = LakeSettings.inFolder(files.folder().toUri().toString());
        ReportRunner runner = new ReportRunner(QueryCatalog.builtIn(), new FlinkQueryEngine(lake));
        ReportMemory memory = new ReportMemory(lake);
        System.err.printf("%12s %10s %10s %10s %10s%n", "look", "seconds", "CPU s", "heap MB", "rows");
        look("first", runner, memory);
        land(Instant.now(), linesADay);
        look("next", runner, memory);
    }

    private void look(String name, ReportRunner runner, ReportMemory memory) throws IOException {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        Path out = files.folder().resolve("report-" + name);
        long began = System.nanoTime();
        ReportRunner.Report[] made = new ReportRunner.Report[1];
        double cpu = CpuTime.of(() -> made[0] = runner.runSinceLast(
                "artificial-ignorance", Map.of("tenant", LakeLanding.DATASET.tenant()), out, memory, new Ending()));
        double seconds = (System.nanoTime() - began) / 1e9;
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.err.printf("%12s %10.1f %10.1f %10d %10d%n", name, seconds, cpu, heap >> 20, made[0].rowCount());
        result.putObject(name)
                .put("seconds", seconds)
                .put("cpu_seconds", cpu)
                .put("peak_heap_bytes", heap)
                .put("rows", made[0].rowCount());
    }

    private void land(Instant day, int lines) throws IOException {
        try (LakeLanding lake = new LakeLanding(files, "rfc5424", day)) {
            for (int landed = 0; landed < lines; landed += LINES_A_COMMIT) {
                byte[] text = text(day.truncatedTo(ChronoUnit.DAYS), Math.min(LINES_A_COMMIT, lines - landed));
                lake.commit(text, 0, text.length);
            }
        }
    }

    /** Common templates are common: a few make most lines. */
    private byte[] text(Instant day, int lines) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(lines * 120);
        for (int i = 0; i < lines; i++) {
            int template = (int) (TEMPLATES * Math.pow(random.nextDouble(), 3));
            String line = "<14>1 %s host-%d %s request %d took %d ms%n"
                    .formatted(
                            day.plusMillis(random.nextInt(86_400_000)),
                            random.nextInt(30),
                            templates[template],
                            random.nextInt(1_000_000_000),
                            random.nextInt(10_000));
            text.writeBytes(line.getBytes(UTF_8));
        }
        return text.toByteArray();
    }
}
