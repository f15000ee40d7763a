package io.portrait.cli.models;

import io.portrait.cli.picture.PictureStyle;
import io.portrait.offline.ModelRow;
import java.awt.geom.Rectangle2D;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.labels.StandardXYItemLabelGenerator;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * The share who churned over what was said, beside the diagonal on which it should be; below, of
 * how many it was said.
 */
final class ReliabilityPlot {

  private static final double BIN = 0.1;
  private static final int CURVE_HEIGHT = 4;
  private static final int USERS_HEIGHT = 1;

  private ReliabilityPlot() {}

  static JFreeChart of(ModelRow row) {
    NumberAxis said = new NumberAxis("probability that was said");
    said.setRange(0, 1);
    said.setTickUnit(new NumberTickUnit(0.2));
    said.setNumberFormatOverride(NumberFormat.getPercentInstance(Locale.ROOT));
    PictureStyle.quiet(said);
    CombinedDomainXYPlot both = new CombinedDomainXYPlot(said);
    both.setGap(14);
    both.setOutlineVisible(false);
    both.add(curve(row), CURVE_HEIGHT);
    both.add(users(row), USERS_HEIGHT);
    return PictureStyle.chart(
        "Does what it says come true?",
        "expected calibration error "
            + Figures.share(row.metric("ece"))
            + ", Brier score "
            + Figures.share(row.metric("brier")),
        both,
        false);
  }

  private static XYPlot curve(ModelRow row) {
    XYSeries perfect = new XYSeries("perfect");
    perfect.add(0, 0);
    perfect.add(1, 1);
    XYSeries model = new XYSeries("model");
    for (ReliabilityBin bin : ReliabilityBin.all(row)) {
      model.add(bin.predicted(), bin.churned());
    }
    XYSeriesCollection series = new XYSeriesCollection(model);
    series.addSeries(perfect);

    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    PictureStyle.line(renderer, 0, PictureStyle.MODEL, PictureStyle.LINE);
    renderer.setSeriesShapesVisible(0, true);
    renderer.setSeriesShape(0, PictureStyle.dot(4));
    PictureStyle.line(renderer, 1, PictureStyle.FAINT_INK, PictureStyle.DASHED);

    NumberAxis happened = new NumberAxis("share who churned");
    happened.setRange(0, 1);
    happened.setTickUnit(new NumberTickUnit(0.2));
    happened.setNumberFormatOverride(NumberFormat.getPercentInstance(Locale.ROOT));
    PictureStyle.quiet(happened);
    XYPlot plot = new XYPlot(series, null, happened, renderer);
    PictureStyle.quiet(plot);
    return plot;
  }

  private static XYPlot users(ModelRow row) {
    XYIntervalSeries users = new XYIntervalSeries("users");
    double most = 0;
    for (ReliabilityBin bin : ReliabilityBin.all(row)) {
      // A mean may lie on the edge to the next bin by rounding: the middle is safe.
      double low = Math.min(1 - BIN, Math.floor(bin.predicted() / BIN) * BIN);
      users.add(low + BIN / 2, low, low + BIN, bin.users(), 0, bin.users());
      most = Math.max(most, bin.users());
    }
    XYIntervalSeriesCollection series = new XYIntervalSeriesCollection();
    series.addSeries(users);

    XYBarRenderer renderer = new XYBarRenderer(0.12);
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setSeriesPaint(0, PictureStyle.MODEL_FAINT);
    renderer.setDefaultItemLabelGenerator(
        new StandardXYItemLabelGenerator(
            "{2}", NumberFormat.getInstance(Locale.ROOT), NumberFormat.getInstance(Locale.ROOT)));
    renderer.setDefaultItemLabelFont(PictureStyle.SMALL.deriveFont(9f));
    renderer.setDefaultItemLabelPaint(PictureStyle.FAINT_INK);
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setLegendBar(new Rectangle2D.Double());

    NumberAxis count = new NumberAxis("users");
    count.setRange(0, Math.max(1, most * 1.25));
    count.setTickLabelsVisible(false);
    PictureStyle.quiet(count);
    XYPlot plot = new XYPlot(series, null, count, renderer);
    PictureStyle.quiet(plot);
    plot.setRangeGridlinesVisible(false);
    return plot;
  }
}
