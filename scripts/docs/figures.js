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
  document.querySelectorAll('.figure').forEach(figure => observer.observe(figure));
})();
