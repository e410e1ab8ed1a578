'use strict';
// Draws a page's figures with plotly, each when it comes near the view; until then its picture stands there.
(() => {
  const address = document.currentScript.dataset.plotly;
  let plotly;

  const load = () => {
    plotly ??= new Promise((done, failed) => {
      const script = document.createElement('script');
      script.src = address;
      script.addEventListener('load', () => done(window.Plotly));
      script.addEventListener('error', () => failed(new Error(`${address} is missing`)));
      document.head.append(script);
    });
    return plotly;
  };

  const draw = async figure => {
    const { data, layout } = JSON.parse(figure.querySelector('script').textContent);
    const { newPlot } = await load();
    const place = figure.querySelector('.plot');
    place.replaceChildren();
    await newPlot(place, data, layout, { displaylogo: false });
    figure.classList.add('drawn');
  };

  // A figure that is wider than its column is made smaller as a whole, so that circles stay circles.
  const resize = figure => {
    const place = figure.querySelector('.plot');
    const scale = Math.max(Math.min(1, figure.clientWidth / place.offsetWidth), 0.55);
    place.style.transform = scale < 1 ? `scale(${scale})` : '';
    figure.style.height = scale < 1 ? `${Math.ceil(place.offsetHeight * scale)}px` : '';
  };
  const fit = new ResizeObserver(entries => {
    requestAnimationFrame(() => entries.forEach(({ target }) => resize(target)));
  });

  const observer = new IntersectionObserver(
    entries => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        void draw(target);
      }
    },
    { rootMargin: '600px' },
  );
  document.querySelectorAll('.figure').forEach(figure => {
    observer.observe(figure);
    fit.observe(figure);
  });
})();
