// Draws the charts of Mneme with ECharts: one function per kind, each taking an element and the
// chart's data as the Java records of dev.mneme.app.report.Chart write it. Drawing again into the
// same element replaces its data and keeps what the reader has hidden. Labels reach the page as
// text only.
const mnemeCharts = (() => {
  "use strict";

  // After Okabe and Ito: the first seven are at least 15 CIELAB units apart, also as seen without
  // red or green cones. The marks tell methods apart without colour.
  const COLOURS = {
    light: ["#0072b2", "#c44e00", "#009e73", "#cc79a7", "#e0a010", "#56b0e6", "#5a1a3a", "#6e6e6e"],
    dark: ["#3a8fd8", "#e8702a", "#2fc79b", "#e39ac8", "#f0c850", "#a8dcfa", "#8a5a78", "#b4b4b4"],
  };
  const INK = {
    light: { ink: "#1c2128", muted: "#5b6470", rule: "#e3e7ec", paper: "#ffffff" },
    dark: { ink: "#e8ebef", muted: "#9aa4b1", rule: "#2c333c", paper: "#15191e" },
  };
  const MARKS = [
    "M5 0A5 5 0 1 1 5 10A5 5 0 1 1 5 0Z",
    "M5 0.4L10 9.6H0Z",
    "M0.7 0.7H9.3V9.3H0.7Z",
    "M0 0.4H10L5 9.6Z",
    "M3.3 0H6.7V3.3H10V6.7H6.7V10H3.3V6.7H0V3.3H3.3Z",
    "M5 0L10 3.8L8.1 10H1.9L0 3.8Z",
    "M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z",
  ];
  const DIAMOND = "M5 0L10 5L5 10L0 5Z";
  const RULE = "M-0.5 3.4H10.5V6.6H-0.5Z";
  const TICK = "M3.4 -0.5H6.6V10.5H3.4Z";
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const PRINT_WIDTH = 680; // px, what A4 and Letter both hold

  const slots = new Map(); // method -> order of first appearance on this page
  const figures = new Map(); // element -> its figure
  const darkScreen = window.matchMedia("(prefers-color-scheme: dark)");
  let printing = false;

  function slotOf(method) {
    if (!slots.has(method)) {
      slots.set(method, slots.size);
    }
    return slots.get(method);
  }

  function lookNow() {
    const name = darkScreen.matches && !printing ? "dark" : "light";
    const colours = COLOURS[name];
    return {
      ...INK[name],
      colourOf: (method) => colours[slotOf(method) % colours.length],
      markOf: (method) => MARKS[slotOf(method) % MARKS.length],
    };
  }

  const minus = (text) => text.replace("-", "\u2212");
  const brief = (number) => minus(String(Number(number.toPrecision(4))));
  const title = (axis) => (axis.unit ? `${axis.name} (${axis.unit})` : axis.name);
  const withUnit = (number, axis) => brief(number) + (axis.unit ? "\u00a0" + axis.unit : "");
  const interval = (estimate) =>
    estimate.low === estimate.high ? "" : ` [${brief(estimate.low)}, ${brief(estimate.high)}]`;

  // A tooltip: a bold first line and plain lines, as nodes so that no label is read as markup.
  function tip(heading, lines) {
    const node = document.createElement("div");
    node.style.cssText = "max-width:min(300px,70vw);white-space:normal;overflow-wrap:anywhere";
    const first = node.appendChild(document.createElement("b"));
    first.textContent = heading;
    for (const line of lines) {
      node.appendChild(document.createElement("div")).textContent = line;
    }
    return node;
  }

  function base(look) {
    return {
      animation: false,
      backgroundColor: "transparent",
      textStyle: { fontFamily: FONT, color: look.ink },
      grid: { left: 4, right: 20, top: 34, bottom: 34, containLabel: true },
      tooltip: {
        confine: true,
        backgroundColor: look.paper,
        borderColor: look.muted,
        padding: [6, 10],
        textStyle: { color: look.ink, fontSize: 12.5, fontFamily: FONT },
      },
    };
  }

  // A logarithmic axis ends at 1, 2 or 5 of a decade, not at whole decades that stay empty.
  function logEnds([low, high]) {
    const steps = [1, 2, 5, 10];
    const decade = (number) => 10 ** Math.floor(Math.log10(number));
    const below = steps.findLast((step) => step * decade(low) <= low * (1 + 1e-9));
    const above = steps.find((step) => step * decade(high) >= high * (1 - 1e-9));
    return { min: below * decade(low), max: above * decade(high) };
  }

  function axis(of, look, place, extent) {
    return {
      ...(of.log ? logEnds(extent) : {}),
      type: of.log ? "log" : "value",
      scale: true,
      name: title(of),
      nameLocation: place === "x" ? "middle" : "end",
      nameGap: place === "x" ? 30 : 14,
      nameTextStyle: {
        color: look.ink,
        fontSize: 13,
        fontWeight: 500,
        align: place === "x" ? "center" : "left",
      },
      axisLine: { show: place === "x", onZero: false, lineStyle: { color: look.muted } },
      axisTick: { show: place === "x", lineStyle: { color: look.muted } },
      axisLabel: { color: look.muted, fontSize: 12, hideOverlap: true, formatter: brief },
      splitLine: { lineStyle: { color: look.rule } },
      minorSplitLine: { show: false },
    };
  }

  const byMethod = (method, look) => ({
    key: "method:" + method,
    text: method,
    mark: look.markOf(method),
    colour: look.colourOf(method),
  });

  // The size and opacity at which so many points can still be told apart.
  function crowd(count, width) {
    const [size, opacity] = count > 1500 ? [5, 0.42] : count > 200 ? [6.5, 0.6] : [9, 0.85];
    return { size: size * Math.max(0.65, Math.min(1, width / 700)), opacity };
  }

  function scatterOption(data, look, shown, width) {
    const count = data.series.reduce((sum, series) => sum + series.points.length, 0);
    const { size, opacity } = crowd(count, width);
    const methods = new Set(data.series.map((series) => series.method));
    const legend = data.series.map((series) => byMethod(series.method, look));
    const all = [...data.series, ...data.curves].flatMap((one) => one.points);
    const [xs, ys] = extents(all.concat(data.references), (point) => [point.y]);
    const option = {
      ...base(look),
      xAxis: axis(data.x, look, "x", xs),
      yAxis: axis(data.y, look, "y", ys),
      series: [zeroLines(xs, ys, look)],
    };
    option.tooltip.formatter = (hit) => hit.data.tip();

    for (const { method, points } of data.series) {
      const style = { color: look.colourOf(method), opacity };
      if (shown("method:" + method)) {
        option.series.push({
          type: "scatter",
          z: 2,
          symbol: "path://" + look.markOf(method),
          symbolSize: size,
          itemStyle: style,
          emphasis: { scale: 1.8, itemStyle: { opacity: 1, borderColor: look.ink, borderWidth: 1 } },
          data: points.map((point) => ({
            value: [point.x, point.y],
            tip: () => tip(method, [...where(point, data), point.label]),
          })),
        });
      }
    }
    for (const { name, what, points } of data.curves) {
      const own = !methods.has(name);
      const colour = own ? look.ink : look.colourOf(name);
      const key = own ? "curve:" + name : "what:" + what;
      if (!legend.some((entry) => entry.key === key)) {
        const text = own ? name : what;
        legend.push({ key, text, mark: RULE, colour: own ? look.ink : look.muted });
      }
      if (shown(key) && (own || shown("method:" + name))) {
        option.series.push(...curve(points, colour, look, () => tip(name, [what])));
      }
    }
    const references = data.references.filter((point) => shown("method:" + point.method));
    for (const what of new Set(data.references.map((point) => point.what))) {
      const key = "reference:" + what;
      legend.push({ key, text: what, mark: DIAMOND, colour: look.ink, hollow: true });
      if (shown(key)) {
        const these = references.filter((point) => point.what === what);
        option.series.push(diamonds(these, data, methods, look, width));
      }
    }
    return { option, legend };
  }

  const span = (numbers) =>
    numbers.reduce(([low, high], n) => [Math.min(low, n), Math.max(high, n)], [Infinity, -Infinity]);

  // [[lowest x, highest x], [lowest y, highest y]]
  function extents(points, ysOf) {
    return [span(points.map((point) => point.x)), span(points.flatMap(ysOf))];
  }

  // Where numbers of both signs meet, zero is worth a line.
  function zeroLines(xs, ys, look) {
    const crossed = ([low, high]) => low < 0 && high > 0;
    const lines = [];
    if (crossed(xs)) {
      lines.push({ xAxis: 0 });
    }
    if (crossed(ys)) {
      lines.push({ yAxis: 0 });
    }
    const lineStyle = { color: look.muted, width: 1, type: "solid", opacity: 0.7 };
    const markLine = { silent: true, symbol: "none", label: { show: false }, lineStyle, data: lines };
    return { type: "scatter", silent: true, data: [], markLine };
  }

  const where = (point, data) => [
    `${data.x.name}: ${withUnit(point.x, data.x)}`,
    `${data.y.name}: ${withUnit(point.y, data.y)}`,
  ];

  // A line with an edge in the colour of the paper, so that it stands out from its own points.
  function curve(points, colour, look, explain) {
    const line = (z, width, of, opacity) => ({
      type: "line",
      z,
      showSymbol: false,
      silent: true,
      lineStyle: { color: of, width, opacity, cap: "round", join: "round" },
      data: points.map((point) => ({ value: [point.x, point.y], tip: explain })),
    });
    return [line(3, 5.5, look.paper, 0.8), line(4, 2.4, colour, 1)];
  }

  function diamonds(references, data, methods, look, width) {
    return {
      type: "scatter",
      z: 6,
      symbol: "path://" + DIAMOND,
      symbolSize: width < 500 ? 11 : 14,
      emphasis: { scale: 1.25 },
      data: references.map((point) => ({
        value: [point.x, point.y],
        itemStyle: {
          color: look.paper,
          borderColor: methods.has(point.method) ? look.colourOf(point.method) : look.ink,
          borderWidth: 2.4,
          opacity: 1,
        },
        tip: () => tip(`${point.method}, ${point.what}`, [...where(point, data), point.label]),
      })),
    };
  }

  function textWidth(text) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "13px " + FONT;
    return Math.ceil(pen.measureText(text).width) + 2;
  }

  function intervalsOption(data, look, shown, width) {
    const names = [...new Set(data.rows.map((row) => row.name))];
    const room = Math.min(Math.max(...names.map(textWidth)), width * 0.4);
    const offset = (group) => (data.groups.length - 1) * (group === 0 ? -7 : 7);
    const spanned = span(data.rows.flatMap((row) => [row.estimate.low, row.estimate.high]));
    const option = {
      ...base(look),
      xAxis: axis(data.value, look, "x", spanned),
      yAxis: {
        type: "category",
        inverse: true,
        data: names,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          color: look.ink,
          fontSize: 13,
          lineHeight: 15,
          interval: 0,
          width: room,
          overflow: "break",
        },
        splitLine: { show: true, lineStyle: { color: look.rule } },
      },
      series: [],
    };
    option.grid = { left: room + 12, right: 20, top: 8, bottom: 52 };
    option.tooltip.formatter = (hit) => hit.data.tip();
    data.groups.forEach((group, index) => {
      if (shown("group:" + group)) {
        const rows = data.rows.filter((row) => row.group === group);
        option.series.push(whiskers(rows, data, names, look, index === 0, offset(index), shown));
      }
    });
    const legend = data.groups.map((text, index) => {
      return { key: "group:" + text, text, mark: MARKS[0], colour: look.ink, hollow: index > 0 };
    });
    if (data.rows.some((row) => row.published !== null)) {
      legend.push({ key: "published", text: "published", mark: TICK, colour: look.muted });
    }
    return { option, legend };
  }

  function whiskers(rows, data, names, look, filled, offset, shown) {
    const ticks = shown("published");
    return {
      type: "custom",
      encode: { x: ticks ? [0, 1, 2, 3] : [0, 1, 2], y: 4 },
      renderItem: (params, api) => {
        const [x, middle] = api.coord([api.value(0), api.value(4)]);
        const y = middle + offset;
        const at = (dimension) => api.coord([api.value(dimension), 0])[0];
        const stroke = { stroke: look.ink, fill: null, lineWidth: 1.6 };
        const rule = (x1, y1, x2, y2, style) => ({
          type: "line",
          shape: { x1, y1, x2, y2 },
          style,
        });
        const dot = { type: "circle", shape: { cx: x, cy: y, r: 4.2 } };
        dot.style = { ...stroke, fill: filled ? look.ink : look.paper };
        const children = [rule(at(1), y, at(2), y, stroke)];
        if (at(1) !== at(2)) {
          children.push(rule(at(1), y - 3.5, at(1), y + 3.5, stroke));
          children.push(rule(at(2), y - 3.5, at(2), y + 3.5, stroke));
        }
        children.push(dot);
        if (ticks && !Number.isNaN(api.value(3))) {
          const mark = { stroke: look.muted, lineWidth: 3 };
          children.push(rule(at(3), y - 6.5, at(3), y + 6.5, mark));
        }
        return { type: "group", children };
      },
      data: rows.map((row) => {
        const { value, low, high } = row.estimate;
        const lines = [`${data.value.name}: ${brief(value)}${interval(row.estimate)}`];
        if (row.published !== null) {
          lines.push(`published: ${brief(row.published)}`);
        }
        return {
          value: [value, low, high, row.published ?? NaN, names.indexOf(row.name)],
          tip: () => tip(row.name, [row.group, ...lines]),
        };
      }),
    };
  }

  function linesOption(data, look, shown) {
    const methods = [...new Set(data.lines.map((line) => line.method))];
    const legend = methods.map((method) => ({ ...byMethod(method, look), mark: RULE }));
    const all = data.lines.flatMap((line) => line.points);
    const [xs, ys] = extents(all, (point) => [point.y.low, point.y.value, point.y.high]);
    const option = {
      ...base(look),
      xAxis: axis(data.x, look, "x", xs),
      yAxis: axis(data.y, look, "y", ys),
      series: [],
    };
    option.xAxis.splitLine.show = false;
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { lineStyle: { color: look.muted } };
    option.tooltip.formatter = (hits) => {
      const read = hits.filter((hit) => hit.data.read).map((hit) => hit.data.read);
      return read.length > 0 ? tip(`${data.x.name} ${brief(hits[0].value[0])}`, read) : "";
    };
    for (const { method, label, points } of data.lines) {
      if (!shown("method:" + method)) {
        continue;
      }
      const name = label ? `${method}, ${label}` : method;
      const colour = look.colourOf(method);
      if (points.some((point) => point.y.low < point.y.high)) {
        option.series.push(band(points, colour));
      }
      option.series.push({
        type: "line",
        z: 3,
        symbol: "path://" + look.markOf(method),
        symbolSize: 7,
        showSymbol: points.length <= 25,
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
        data: points.map((point) => ({
          value: [point.x, point.y.value],
          read: `${name}: ${withUnit(point.y.value, data.y)}${interval(point.y)}`,
        })),
      });
    }
    return { option, legend };
  }

  // One polygon, drawn with the first point; the other points only widen the axes.
  function band(points, colour) {
    return {
      type: "custom",
      z: 1,
      silent: true,
      clip: true,
      encode: { x: 0, y: [1, 2] },
      tooltip: { show: false },
      renderItem: (params, api) => {
        if (params.dataIndexInside > 0) {
          return null;
        }
        const above = points.map((point) => api.coord([point.x, point.y.high]));
        const below = points.map((point) => api.coord([point.x, point.y.low])).reverse();
        return {
          type: "polygon",
          shape: { points: [...above, ...below] },
          style: { fill: colour, opacity: 0.16 },
        };
      },
      data: points.map((point) => ({ value: [point.x, point.y.low, point.y.high] })),
    };
  }

  function swatch(entry) {
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    svg.setAttribute("viewBox", "-1 -1 12 12");
    svg.setAttribute("aria-hidden", "true");
    const path = svg.appendChild(document.createElementNS(name, "path"));
    path.setAttribute("d", entry.mark);
    path.setAttribute("fill", entry.hollow ? "none" : entry.colour);
    path.setAttribute("stroke", entry.hollow ? entry.colour : "none");
    path.setAttribute("stroke-width", "1.8");
    return svg;
  }

  // The legend is made of buttons, which wrap on a phone and work from the keyboard.
  function drawLegend(figure, entries) {
    figure.legend.replaceChildren(
      ...entries.map((entry) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-pressed", String(!figure.hidden.has(entry.key)));
        button.append(swatch(entry), entry.text);
        button.onclick = () => {
          if (!figure.hidden.delete(entry.key)) {
            figure.hidden.add(entry.key);
          }
          redraw(figure);
          figure.legend.children[entries.indexOf(entry)].focus();
        };
        return button;
      })
    );
  }

  function redraw(figure) {
    const { element, plot, hidden, data } = figure;
    element.style.width = printing ? PRINT_WIDTH + "px" : "";
    const width = plot.clientWidth;
    plot.style.height = figure.height(data, width) + "px";
    const shown = (key) => !hidden.has(key);
    const { option, legend } = figure.optionOf(data, lookNow(), shown, width);
    drawLegend(figure, legend);
    figure.chart.resize({ width, height: plot.clientHeight });
    figure.chart.setOption(option, { notMerge: true });
    figure.width = width;
  }

  function open(element) {
    const legend = document.createElement("div");
    const plot = document.createElement("div");
    legend.className = "chart-legend";
    plot.className = "chart-plot";
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", "The drawing; its data is in the table below");
    element.replaceChildren(legend, plot);
    plot.style.height = "300px";
    const density = Math.max(2, window.devicePixelRatio || 1);
    const chart = echarts.init(plot, null, { devicePixelRatio: density });
    const figure = { element, legend, plot, chart, hidden: new Set() };
    new ResizeObserver(() => {
      if (!printing && plot.clientWidth > 0 && plot.clientWidth !== figure.width) {
        redraw(figure);
      }
    }).observe(element);
    figures.set(element, figure);
    return figure;
  }

  function drawing(optionOf, height) {
    return (element, data) => {
      const figure = figures.get(element) ?? open(element);
      Object.assign(figure, { data, optionOf, height });
      redraw(figure);
    };
  }

  const redrawAll = () => figures.forEach(redraw);
  darkScreen.addEventListener("change", redrawAll);
  window.addEventListener("beforeprint", () => {
    printing = true;
    redrawAll();
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    redrawAll();
  });

  const landscape = (data, width) => Math.max(320, Math.min(printing ? 330 : 480, width * 0.62));
  const rowByRow = (data) => {
    const rows = new Set(data.rows.map((row) => row.name)).size;
    return 60 + rows * (18 + 14 * data.groups.length);
  };
  const kinds = {
    scatter: drawing(scatterOption, landscape),
    intervals: drawing(intervalsOption, rowByRow),
    lines: drawing(linesOption, landscape),
  };
  return { ...kinds, draw: (element, data) => kinds[data.kind](element, data) };
})();
