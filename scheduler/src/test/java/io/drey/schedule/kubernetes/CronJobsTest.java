package io.drey.schedule.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CronJobsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void aScheduleIsACronJobThatRunsItOnce() throws IOException {
        List<JsonNode> jobs = jobs(Optional.of("drey-secrets"), schedule("lake-verify", "30 3 * * *"));

        assertThat(jobs).hasSize(1);
        JsonNode job = jobs.get(0);
        assertThat(job.path("apiVersion").textValue()).isEqualTo("batch/v1");
        assertThat(job.path("kind").textValue()).isEqualTo("CronJob");
        assertThat(job.at("/metadata/name").textValue()).isEqualTo("drey-lake-verify");
        JsonNode spec = job.path("spec");
        assertThat(spec.path("schedule").textValue()).isEqualTo("30 3 * * *");
        assertThat(spec.path("timeZone").textValue()).isEqualTo("Europe/Berlin");
        assertThat(spec.path("concurrencyPolicy").textValue()).isEqualTo("Forbid");
        assertThat(spec.path("startingDeadlineSeconds").intValue()).isEqualTo(86_400);
        JsonNode pod = spec.at("/jobTemplate/spec/template/spec");
        assertThat(pod.path("restartPolicy").textValue()).isEqualTo("Never");
        JsonNode container = pod.at("/containers/0");
        assertThat(container.path("image").textValue()).isEqualTo("registry.example/drey:1.0");
        assertThat(container.path("command"))
                .extracting(JsonNode::textValue)
                .containsExactly("drey", "schedule", "once", "lake-verify", "--config", "/etc/drey");
        assertThat(container.at("/envFrom/0/secretRef/name").textValue()).isEqualTo("drey-secrets");
        assertThat(container.at("/volumeMounts/0/name").textValue())
                .isEqualTo(pod.at("/volumes/0/name").textValue());
        assertThat(pod.at("/volumes/0/configMap/name").textValue()).isEqualTo("drey-config");
    }

    @Test
    void cronExpressionsStayTextWhateverYamlWouldMakeOfThem() throws IOException {
        List<JsonNode> jobs =
                jobs(Optional.empty(), schedule("each-minute", "* * * * *"), schedule("steps", "*/5 0 1 * 0"));

        assertThat(jobs)
                .extracting(job -> job.at("/spec/schedule").textValue())
                .containsExactly("* * * * *", "*/5 0 1 * 0");
        assertThat(jobs).noneMatch(job -> job.at("/spec/jobTemplate/spec/template/spec/containers/0")
                .has("envFrom"));
    }

    @Test
    void theLongestNameIsOneThatKubernetesTakes() throws IOException {
        String longest = "a".repeat(47);

        assertThat(jobs(Optional.empty(), schedule(longest, "0 0 * * *"))
                        .get(0)
                        .at("/metadata/name")
                        .textValue())
                .hasSizeLessThanOrEqualTo(52);
    }

    private static List<JsonNode> jobs(Optional<String> secret, Schedule... schedules) throws IOException {
        String yaml = new CronJobs("registry.example/drey:1.0", "drey-config", secret).yaml(List.of(schedules));
        return YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll();
    }

    private static Schedule schedule(String name, String cron) {
        return new Schedule(
                name,
                Slots.of(cron, "Europe/Berlin"),
                "lake verify",
                Map.of(),
                new CatchUp(Duration.ofDays(1), 1),
                new Retries(3, Duration.ofMinutes(1)),
                Schedule.Standing.ON);
    }
}
