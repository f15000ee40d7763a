package io.portrait.cluster;

import io.portrait.cli.picture.Picture;
import io.portrait.cli.picture.PictureStyle;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** What a cluster took over a soak, with the moments of its faults. */
final class SoakPicture {

  private static final int WIDTH = 1_120;
  private static final int HEIGHT = 860;
  private static final int HEAD = 72;
  private static final int MARGIN = 24;

  /** Told apart also by those who do not see red and green as well (Okabe and Ito). */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD9822B),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0x8C6D1F));

  private final String title;
  private final List<Sample> samples;
  private final List<Double> faults;

  /**
   * A picture.
   *
   * @param title of it
   * @param faults when they happened, seconds since the beginning
   */
  SoakPicture(String title, List<Sample> samples, List<Double> faults) {
    this.title = title;
    this.samples = samples;
    this.faults = faults;
  }

  /** Writes it as SVG or PNG, as the file's name says. */
  void write(Path file) throws IOException {
    new Picture(WIDTH, HEIGHT, this::draw).write(file);
  }

  private void draw(Graphics2D canvas) {
    canvas.setColor(PictureStyle.INK);
    canvas.setFont(PictureStyle.TITLE);
    canvas.drawString(title, MARGIN + 8, 36);
    canvas.setColor(PictureStyle.FAINT_INK);
    canvas.setFont(PictureStyle.TEXT);
    canvas.drawString("minutes since the beginning; a dashed line is a fault", MARGIN + 8, 56);
    double width = (WIDTH - 3.0 * MARGIN) / 2;
    double height = (HEIGHT - HEAD - 2.0 * MARGIN) / 2;
    double right = 2.0 * MARGIN + width;
    double below = HEAD + MARGIN + height;
    panel("Memory of processes", "resident, MB", by(Sample::residentMegabytes))
        .draw(canvas, new Rectangle2D.Double(MARGIN, HEAD, width, height));
    panel("Heap of Flink's processes", "used, MB, garbage included", by(Sample::heapMegabytes))
        .draw(canvas, new Rectangle2D.Double(right, HEAD, width, height));
    Map<String, ToDoubleFunction<Sample>> held = new TreeMap<>();
    held.put("latest checkpoint", Sample::stateMegabytes);
    held.put("Redis", Sample::redisMegabytes);
    panel("What is kept", "MB", held)
        .draw(canvas, new Rectangle2D.Double(MARGIN, below, width, height));
    panel("Records that wait", "sent, not yet counted", Map.of("lag", Sample::lag))
        .draw(canvas, new Rectangle2D.Double(right, below, width, height));
  }

  private Map<String, ToDoubleFunction<Sample>> by(Function<Sample, Map<String, Double>> of) {
    Map<String, ToDoubleFunction<Sample>> series = new TreeMap<>();
    for (String name : Sample.names(samples, of)) {
      series.put(name, sample -> of.apply(sample).getOrDefault(name, Double.NaN));
    }
    return series;
  }

  private JFreeChart panel(
      String question, String unit, Map<String, ToDoubleFunction<Sample>> lines) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    lines.forEach(
        (name, value) -> {
          PictureStyle.line(
              renderer,
              data.getSeriesCount(),
              COLORS.get(data.getSeriesCount() % COLORS.size()),
              PictureStyle.LINE);
          data.addSeries(series(name, value));
        });
    NumberAxis minutes = new NumberAxis(null);
    NumberAxis values = new NumberAxis(null);
    values.setAutoRangeIncludesZero(true);
    PictureStyle.quiet(minutes);
    PictureStyle.quiet(values);
    XYPlot plot = new XYPlot(data, minutes, values, renderer);
    PictureStyle.quiet(plot);
    for (double fault : faults) {
      plot.addDomainMarker(
          new ValueMarker(fault / 60, PictureStyle.FAINT_INK, PictureStyle.DASHED));
    }
    return PictureStyle.chart(question, unit, plot, true);
  }

  /** A gap where there is no value. */
  private XYSeries series(String name, ToDoubleFunction<Sample> value) {
    XYSeries series = new XYSeries(name);
    for (Sample each : samples) {
      double known = value.applyAsDouble(each);
      series.add(each.seconds() / 60, Double.isNaN(known) ? null : (Number) known);
    }
    return series;
  }
}
