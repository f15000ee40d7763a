package io.portrait.cli.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** How pictures look: much paper, little ink. */
public final class PictureStyle {

  public static final Color PAPER = Color.WHITE;
  public static final Color INK = new Color(0x1F2933);
  public static final Color FAINT_INK = new Color(0x6B7785);
  public static final Color GRID = new Color(0xE4E8EC);

  /** The model; and two others, told apart by those who do not see red and green as well. */
  public static final Color MODEL = new Color(0x1F6FB2);

  public static final Color MODEL_FAINT = new Color(0xA9CBE8);
  public static final Color BASELINE = new Color(0xD9822B);

  public static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
  public static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  public static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  public static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  public static final Stroke LINE =
      new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  public static final Stroke THIN = new BasicStroke(1f);
  public static final Stroke DASHED =
      new BasicStroke(
          1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 4f}, 0f);

  private PictureStyle() {}

  /** A chart around a plot, that asks a question and answers it. */
  public static JFreeChart chart(String question, String answer, XYPlot plot, boolean hasLegend) {
    JFreeChart chart = new JFreeChart(null, SUBTITLE, plot, false);
    chart.setBackgroundPaint(PAPER);
    chart.setBorderVisible(false);
    chart.setPadding(new RectangleInsets(0, 0, 0, 8));
    chart.setTitle(heading(question, SUBTITLE, INK, new RectangleInsets(4, 8, 2, 0)));
    chart.addSubtitle(heading(answer, TEXT, FAINT_INK, new RectangleInsets(0, 8, 12, 0)));
    if (hasLegend) {
      LegendTitle legend = new LegendTitle(plot);
      legend.setItemFont(SMALL);
      legend.setItemPaint(FAINT_INK);
      legend.setBackgroundPaint(PAPER);
      legend.setPosition(RectangleEdge.BOTTOM);
      legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 16));
      chart.addLegend(legend);
    }
    return chart;
  }

  private static TextTitle heading(String text, Font font, Color color, RectangleInsets padding) {
    TextTitle heading = new TextTitle(text, font);
    heading.setPaint(color);
    heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
    heading.setPadding(padding);
    return heading;
  }

  public static void quiet(XYPlot plot) {
    plot.setBackgroundPaint(PAPER);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(THIN);
    plot.setRangeGridlineStroke(THIN);
    plot.setAxisOffset(new RectangleInsets(4, 4, 4, 4));
  }

  public static void quiet(ValueAxis axis) {
    axis.setLabelFont(TEXT);
    axis.setLabelPaint(FAINT_INK);
    axis.setTickLabelFont(SMALL);
    axis.setTickLabelPaint(FAINT_INK);
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
  }

  /** A line without points. */
  public static void line(XYLineAndShapeRenderer renderer, int series, Color color, Stroke stroke) {
    renderer.setSeriesPaint(series, color);
    renderer.setSeriesStroke(series, stroke);
    renderer.setSeriesLinesVisible(series, true);
    renderer.setSeriesShapesVisible(series, false);
  }

  /** Points without a line. */
  public static void points(
      XYLineAndShapeRenderer renderer, int series, Color color, double radius) {
    renderer.setSeriesPaint(series, color);
    renderer.setSeriesLinesVisible(series, false);
    renderer.setSeriesShapesVisible(series, true);
    renderer.setSeriesShape(series, dot(radius));
  }

  public static Ellipse2D dot(double radius) {
    return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
  }
}
