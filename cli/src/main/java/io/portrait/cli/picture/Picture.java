package io.portrait.cli.picture;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/**
 * Something drawn, to be written to a file.
 *
 * @param width units of the canvas
 * @param height likewise
 * @param drawing draws it, on white paper
 */
public record Picture(int width, int height, Consumer<Graphics2D> drawing) {

  /** Pixels of a PNG a unit, so that it is sharp on dense screens. */
  private static final int PIXELS = 2;

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
    canvas.setSVGCanvasSize(new Dimension(width, height));
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
        new BufferedImage(width * PIXELS, height * PIXELS, BufferedImage.TYPE_INT_RGB);
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
    canvas.fillRect(0, 0, width, height);
    drawing.accept(canvas);
  }
}
