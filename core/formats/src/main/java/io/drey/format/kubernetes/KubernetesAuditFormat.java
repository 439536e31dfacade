package io.drey.format.kubernetes;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/** Audit events of Kubernetes' API server. */
@AutoService(LineFormat.class)
public final class KubernetesAuditFormat implements LineFormat {

    @Override
    public String name() {
        return "k8s-audit";
    }

    @Override
    public String description() {
        return "audit events of Kubernetes' API server";
    }

    @Override
    public String example() {
        return "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Request\",\"auditID\":\"57a794de\",\"stage\":\""
                + "ResponseComplete\",\"requestURI\":\"/api/v1/namespaces/foo/pods/p1/exec?command=bash\",\"verb\":\"creat"
                + "e\",\"user\":{\"username\":\"ann\"},\"sourceIPs\":[\"192.0.2.4\"],\"userAgent\":\"kubectl/v1.26.0\",\"objectRef"
                + "\":{\"resource\":\"pods\",\"namespace\":\"foo\",\"name\":\"p1\"},\"responseStatus\":{\"code\":101},\"requestRecei"
                + "vedTimestamp\":\"2024-05-01T10:00:00.123456Z\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new MappedJsonParser(KubernetesAuditFormat.class, "k8s-audit.members.txt", options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
