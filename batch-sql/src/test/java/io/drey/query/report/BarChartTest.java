package io.drey.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarChartTest {

    @Test
    void escapesHtml() {
        assertThat(Html.escape("<script>alert('x' & \"y\")</script>"))
                .isEqualTo("&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
        BarChart chart = new BarChart();
        chart.add("</text><script>", 3L);
        assertThat(chart.svg("<b>")).contains("&lt;/text&gt;&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void sumsAndOrdersBars() {
        BarChart chart = new BarChart();
        for (int i = 0; i < 20; i++) {
            chart.add("label" + i, 1);
        }
        chart.add("label9", 2);
        chart.add(null, 2);

        assertThat(chart.leftOut()).isEqualTo(6);
        assertThat(chart.svg("title").replaceAll("(?s)<[^>]*>", " ")).containsSubsequence("label9", "3", "(none)", "2");
    }
}
