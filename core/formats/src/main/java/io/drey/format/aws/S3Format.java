package io.drey.format.aws;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.pattern.PatternParser;

/** Access logs of Amazon S3's buckets. */
@AutoService(LineFormat.class)
public final class S3Format implements LineFormat {

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public String description() {
        return "access logs of Amazon S3's buckets";
    }

    @Override
    public String example() {
        return "79a59df9 mybucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df9 3E57427F3EXAMPLE REST.GET.OBJECT a/b.txt \"GET"
                + " /a/b.txt HTTP/1.1\" 200 - 2662992 3462992 70 10 \"-\" \"curl/7.15.1\" - 9vKBE6vMhrNiWHZmb2L0mXOcqPGzQOI5= SigV4"
                + " ECDHE-RSA-AES128-GCM-SHA256 AuthHeader mybucket.s3.us-west-1.amazonaws.com TLSv1.2 - -";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new PatternParser(AwsLines.s3(), options);
    }
}
