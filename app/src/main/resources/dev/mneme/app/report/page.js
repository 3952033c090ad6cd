// Draws the figures of a report in the order of the page, each from the data that follows it. One
// that cannot be drawn leaves the others and its table standing.
for (const element of document.querySelectorAll(".chart")) {
  try {
    mnemeCharts.draw(element, JSON.parse(element.nextElementSibling.textContent));
  } catch (failed) {
    element.textContent = `This figure cannot be drawn (${failed.message}); its table is below.`;
  }
}
