package io.drey.schedule.kubernetes;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.drey.schedule.domain.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * Schedules as CronJobs of Kubernetes, each of which runs {@code drey schedule once NAME}. The database still says which slot is due
 * and whether it was run, so that a pod that comes late or is killed leaves nothing out and does nothing twice.
 *
 * @param image the image that has {@code drey} on its path
 * @param configMap the ConfigMap whose {@code config.yaml} has the settings
 * @param secret the Secret whose entries are environment variables, for settings that say {@code env:NAME}; empty for none
 */
public record CronJobs(String image, String configMap, Optional<String> secret) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));
    private static final String CONFIG = "/etc/drey";

    /** How often a pod that was killed is started again. A run that failed is tried again within its pod. */
    private static final int PODS = 6;

    public CronJobs {
        requireNonNull(image, "image is null");
        requireNonNull(configMap, "configMap is null");
        requireNonNull(secret, "secret is null");
    }

    /** The documents of these schedules, as YAML. */
    public String yaml(List<Schedule> schedules) {
        StringBuilder yaml = new StringBuilder();
        for (Schedule schedule : schedules) {
            try {
                yaml.append(YAML.writeValueAsString(cronJob(schedule)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree of names and texts is written", e);
            }
        }
        return yaml.toString();
    }

    private ObjectNode cronJob(Schedule schedule) {
        ObjectNode job = YAML.createObjectNode();
        job.put("apiVersion", "batch/v1");
        job.put("kind", "CronJob");
        ObjectNode metadata = job.putObject("metadata");
        metadata.put("name", "drey-" + schedule.name());
        labels(metadata);
        ObjectNode spec = job.putObject("spec");
        spec.put("schedule", schedule.slots().cron());
        spec.put("timeZone", schedule.slots().zone().getId());
        spec.put("concurrencyPolicy", "Forbid");
        spec.put("startingDeadlineSeconds", schedule.catchUp().within().toSeconds());
        spec.put("successfulJobsHistoryLimit", 1);
        spec.put("failedJobsHistoryLimit", 3);
        ObjectNode jobSpec = spec.putObject("jobTemplate").putObject("spec");
        jobSpec.put("backoffLimit", PODS);
        ObjectNode template = jobSpec.putObject("template");
        labels(template.putObject("metadata"));
        ObjectNode pod = template.putObject("spec");
        pod.put("restartPolicy", "Never");
        ObjectNode container = pod.putArray("containers").addObject();
        container.put("name", "drey");
        container.put("image", image);
        ArrayNode command = container.putArray("command");
        List.of("drey", "schedule", "once", schedule.name(), "--config", CONFIG).forEach(command::add);
        secret.ifPresent(name ->
                container.putArray("envFrom").addObject().putObject("secretRef").put("name", name));
        ObjectNode mount = container.putArray("volumeMounts").addObject();
        mount.put("name", "config");
        mount.put("mountPath", CONFIG);
        ObjectNode volume = pod.putArray("volumes").addObject();
        volume.put("name", "config");
        volume.putObject("configMap").put("name", configMap);
        return job;
    }

    private static void labels(ObjectNode metadata) {
        ObjectNode labels = metadata.putObject("labels");
        labels.put("app.kubernetes.io/name", "drey");
        labels.put("app.kubernetes.io/component", "schedule");
    }
}
