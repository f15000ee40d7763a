package io.portrait.cli.models;

import io.portrait.cli.status.Numbers;
import io.portrait.offline.ModelHistory;
import io.portrait.offline.ModelRow;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/** The churn model in one picture: whether its probabilities hold, and its AUC over time. */
public final class ChurnPicture {

  private static final int WIDTH = 1_120;
  private static final int HEIGHT = 560;
  private static final int HEAD = 84;
  private static final int MARGIN = 28;
  private static final int RELIABILITY_WIDTH = 450;

  /** Pixels of a PNG a unit, so that it is sharp on dense screens. */
  private static final int PIXELS = 2;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final List<ModelRow> history;
  private final ModelRow newest;

  /**
   * Of the rows of a model in the order of their ticks.
   *
   * @param history at least one
   */
  public ChurnPicture(List<ModelRow> history) {
    this.history = List.copyOf(history);
    this.newest = ModelHistory.latest(history);
  }

  /** Whether a file of that name can be written. */
  public static boolean canBe(Path file) {
    return isSvg(file) || ends(file, ".png");
  }

  private static boolean isSvg(Path file) {
    return ends(file, ".svg");
  }

  private static boolean ends(Path file, String with) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(with);
  }

  /** Writes it as SVG or PNG, as the file's name says. */
  public void write(Path file) throws IOException {
    if (isSvg(file)) {
      writeSvg(file);
    } else {
      writePng(file);
    }
  }

  private void writeSvg(Path file) throws IOException {
    SVGGraphics2D canvas = new SVGGraphics2D(emptySvg());
    canvas.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    draw(canvas);
    try (Writer out = Files.newBufferedWriter(file)) {
      canvas.stream(out, true);
    }
  }

  private static Document emptySvg() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("Java has no XML documents", e);
    }
  }

  private void writePng(Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(WIDTH * PIXELS, HEIGHT * PIXELS, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    canvas.scale(PIXELS, PIXELS);
    draw(canvas);
    canvas.dispose();
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    }
  }

  private void draw(Graphics2D canvas) {
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setColor(PictureStyle.PAPER);
    canvas.fillRect(0, 0, WIDTH, HEIGHT);
    head(canvas);
    double height = HEIGHT - HEAD - MARGIN / 2.0;
    double aucLeft = MARGIN + RELIABILITY_WIDTH + MARGIN;
    ReliabilityPlot.of(newest)
        .draw(canvas, new Rectangle2D.Double(MARGIN, HEAD, RELIABILITY_WIDTH, height));
    AucPlot.of(history, newest)
        .draw(canvas, new Rectangle2D.Double(aucLeft, HEAD, WIDTH - aucLeft - MARGIN, height));
  }

  private void head(Graphics2D canvas) {
    canvas.setColor(PictureStyle.INK);
    canvas.setFont(PictureStyle.TITLE);
    canvas.drawString("Churn model", MARGIN + 8, 40);
    canvas.setColor(PictureStyle.FAINT_INK);
    canvas.setFont(PictureStyle.TEXT);
    canvas.drawString(
        "version "
            + Numbers.count(newest.version())
            + ", as of "
            + DAY.format(newest.asOf())
            + "; each of "
            + Figures.count(newest.metric("n"))
            + " labels was predicted before it was learned from",
        MARGIN + 8,
        62);
  }
}
