package io.drey.format.w3c;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Standard logs of Amazon's CloudFront. */
@AutoService(LineFormat.class)
public final class CloudfrontFormat implements LineFormat {

    @Override
    public String name() {
        return "cloudfront";
    }

    @Override
    public String description() {
        return "standard logs of Amazon CloudFront, values parted by tabs; other `#Fields:` than the usual ones stand behind the colon";
    }

    @Override
    public String example() {
        return String.join(
                "\t",
                "2024-03-12",
                "15:22:28",
                "CDG50-P2",
                "703",
                "192.0.2.4",
                "GET",
                "d6rcaj0q1hys9.cloudfront.net",
                "/a",
                "400",
                "-",
                "curl/7.81.0",
                "b=c",
                "-",
                "Error",
                "375WZmnR4hhhnlZKNn0D_LvkWhAqvWvBsUqySq8f_GOoAPP3k8R8fw==",
                "shop.example",
                "https",
                "62",
                "0.113",
                "-",
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "Error",
                "HTTP/2.0",
                "-",
                "-",
                "51754",
                "0.113",
                "Error",
                "text/plain",
                "20",
                "-",
                "-");
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new W3cParser(W3cFields.cloudfront(options.argument()), options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }
}
