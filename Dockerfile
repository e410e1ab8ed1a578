# The project with all that it needs: `docker build -t wae .`, then `docker run -p 8888:8888 wae` opens JupyterLab, and
# `docker run wae npm run reproduce` trains. Binder builds this file, too, and .devcontainer/ uses it.
#
# No container registry could be reached where this was written, so no image was built. Instead the lines from `npm ci` on
# were run by bash, in this order, in a clean folder on Debian 12 with Node 20.20. There a model trained; `jupyter notebook`,
# started with the arguments that Binder gives, showed JupyterLab and started the kernel; and a notebook ran.
FROM node:20-bookworm

# The same as .ci/run; test/package/container.test.ts holds them together.
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ python3 python3-pip python3-venv chromium \
  && rm -rf /var/lib/apt/lists/*

# Binder names the user and the number; the image's own user `node` has that number.
ARG NB_USER=jovyan
ARG NB_UID=1000
RUN userdel --remove node \
  && adduser --disabled-password --gecos '' --uid ${NB_UID} ${NB_USER}
ENV USER=${NB_USER} HOME=/home/${NB_USER}
WORKDIR ${HOME}/wae
RUN chown ${NB_UID} .
USER ${NB_USER}

# The packages first: they stay as they are when a source changes.
COPY --chown=${NB_UID} package.json package-lock.json .npmrc ./
COPY --chown=${NB_UID} scripts/tfjs-node scripts/tfjs-node
RUN npm ci --no-audit --no-fund
COPY --chown=${NB_UID} . .
RUN npm run setup && npm run build

# Binder starts `jupyter notebook`; its package is added to the JupyterLab that the set-up made.
RUN .venv/bin/python -m pip install --quiet --no-cache-dir notebook==7.6.5
ENV PATH=${HOME}/wae/.venv/bin:${PATH}
EXPOSE 8888
CMD ["npm", "run", "lab", "--", "--ip=0.0.0.0", "--no-browser"]
