package io.drey.cli.docs;

import io.drey.job.JobMetric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The metrics of operators. */
final class MetricsPage {

    private MetricsPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Metrics of jobs",
                """
                What our operators report to Flink, beside Flink's own metrics. The fused job has those of the jobs that it is made of. \
                `…` stands for the name of what is written: `metrics`, `alerts` and so on.

                The counts of log traffic are something else: see [aggregation-job](../../aggregation-job/README.md).""");
        page.table(
                List.of("metric", "kind", "operator", "what it says"),
                Arrays.stream(JobMetric.values())
                        .map(metric -> List.of(
                                Markdown.literal(metric.metricName()),
                                metric.kind().name().toLowerCase(Locale.ROOT),
                                metric.operators(),
                                metric.description()))
                        .toList());
        return new ReferencePage("metrics.md", page.text());
    }
}
