package io.portrait.cli.models;

import io.portrait.cli.picture.PictureStyle;
import io.portrait.offline.ModelRow;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The area under the ROC curve tick by tick, over the trailing span, and that of recency alone. */
final class AucPlot {

  /** What drawing lots would reach. */
  private static final double CHANCE = 0.5;

  private static final double AIR = 0.03;

  /** Up to such a range there is a grid line every 0.05. */
  private static final double FINE = 0.45;

  private AucPlot() {}

  static JFreeChart of(List<ModelRow> history, ModelRow newest) {
    String span = "last " + Figures.days(newest.metric("span.days"));
    XYSeriesCollection series = new XYSeriesCollection();
    series.addSeries(series("model, " + span, history, "span.auc"));
    series.addSeries(series("recency alone, " + span, history, "span.recency.auc"));
    series.addSeries(series("model, one tick", history, "tick.auc"));

    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    PictureStyle.line(renderer, 0, PictureStyle.MODEL, PictureStyle.LINE);
    PictureStyle.line(renderer, 1, PictureStyle.BASELINE, PictureStyle.LINE);
    PictureStyle.points(renderer, 2, PictureStyle.MODEL_FAINT, 2.5);

    XYPlot plot = new XYPlot(series, time(), area(series), renderer);
    PictureStyle.quiet(plot);
    plot.addRangeMarker(chance());
    return PictureStyle.chart(
        "Does it tell those who leave from those who stay?",
        "AUC since the start "
            + Figures.share(newest.metric("auc"))
            + ", recency alone "
            + Figures.share(newest.metric("recency.auc")),
        plot,
        true);
  }

  private static XYSeries series(String name, List<ModelRow> history, String figure) {
    XYSeries series = new XYSeries(name);
    for (ModelRow row : history) {
      double area = row.metric(figure);
      if (!Double.isNaN(area)) {
        series.add((double) row.asOf().toEpochMilli(), area);
      }
    }
    return series;
  }

  private static DateAxis time() {
    DateAxis time = new DateAxis(null, TimeZone.getTimeZone("UTC"), Locale.ENGLISH);
    PictureStyle.quiet(time);
    return time;
  }

  private static NumberAxis area(XYSeriesCollection series) {
    double least = CHANCE;
    double greatest = CHANCE;
    for (int i = 0; i < series.getSeriesCount(); i++) {
      XYSeries one = series.getSeries(i);
      if (!one.isEmpty()) {
        least = Math.min(least, one.getMinY());
        greatest = Math.max(greatest, one.getMaxY());
      }
    }
    NumberAxis area = new NumberAxis("AUC");
    area.setRange(Math.max(0, least - AIR), Math.min(1, greatest + AIR));
    area.setTickUnit(new NumberTickUnit(greatest - least > FINE ? 0.1 : 0.05));
    area.setNumberFormatOverride(
        new DecimalFormat("0.00", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    PictureStyle.quiet(area);
    return area;
  }

  private static ValueMarker chance() {
    ValueMarker chance = new ValueMarker(CHANCE, PictureStyle.FAINT_INK, PictureStyle.DASHED);
    chance.setLabel("chance");
    chance.setLabelBackgroundColor(PictureStyle.PAPER);
    chance.setLabelFont(PictureStyle.SMALL);
    chance.setLabelPaint(PictureStyle.FAINT_INK);
    chance.setLabelAnchor(RectangleAnchor.BOTTOM_RIGHT);
    chance.setLabelTextAnchor(TextAnchor.TOP_RIGHT);
    return chance;
  }
}
