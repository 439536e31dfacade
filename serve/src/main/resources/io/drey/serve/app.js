'use strict';
// The page of drey serve. All text from outside becomes text nodes; nothing is ever written as HTML.

const PAGE = 200;
const main = document.getElementById('main');
const tenantBox = document.getElementById('tenant');
const state = {token: '', me: null, queries: [], tab: 'queries'};

/** Makes an element: properties, attributes in {}, children. */
function make(tag, given, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given || {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'class') {
      element.className = value;
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

function draw(tag, given, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(given)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

async function ask(path, options = {}) {
  const response = await fetch('api/v1/' + path, {
    ...options,
    headers: {Authorization: 'Bearer ' + state.token, ...(options.body ? {'Content-Type': 'application/json'} : {})},
  });
  if (!response.ok) {
    let words = 'HTTP ' + response.status;
    try {
      words = (await response.json()).detail || words;
    } catch (e) { /* A proxy's page, for example. */ }
    const failure = new Error(words);
    failure.status = response.status;
    throw failure;
  }
  return response;
}

const json = async (path, options) => (await ask(path, options)).json();
const problem = failure => make('div', {class: 'problem', role: 'alert'}, failure.message || String(failure));

// --- who asks ---------------------------------------------------------------------------------------------------------

async function enter(token) {
  state.token = token;
  state.me = await json('me');
  sessionStorage.setItem('drey-token', token);
  state.queries = (await json('queries')).queries;
  document.getElementById('who').textContent = state.me.name + ' · ' + state.me.role;
  document.getElementById('who').title = state.me.sees;
  tenantBox.replaceChildren(...state.me.tenants.map(name => make('option', {value: name}, name)));
  const tabs = {queries: 'Queries', reports: 'Reports', search: 'Search', runs: 'Runs'};
  document.getElementById('tabs').replaceChildren(...Object.entries(tabs).map(([tab, words]) =>
    make('button', {type: 'button', onclick: () => show(tab), id: 'tab-' + tab}, words)));
  show('queries');
}

function login(failure) {
  sessionStorage.removeItem('drey-token');
  document.getElementById('tabs').replaceChildren();
  document.getElementById('who').textContent = '';
  tenantBox.replaceChildren();
  main.className = 'whole';
  const box = make('input', {type: 'password', id: 'token', autocomplete: 'current-password', required: true});
  main.replaceChildren(make('form', {
    class: 'login',
    onsubmit: async event => {
      event.preventDefault();
      try {
        await enter(box.value.trim());
      } catch (e) {
        login(e);
      }
    },
  },
  make('h2', {}, 'Your token'),
  make('p', {class: 'answers'}, 'Whoever runs this service has one for you. It says whose lines you see.'),
  make('label', {for: 'token'}, 'Token'), box,
  failure ? problem(failure) : null,
  make('p', {}, make('button', {class: 'main'}, 'Enter'))));
  box.focus();
}

document.getElementById('leave').addEventListener('click', () => login());

function show(tab, ...more) {
  state.tab = tab;
  for (const button of document.getElementById('tabs').children) {
    button.toggleAttribute('aria-current', false);
  }
  document.getElementById('tab-' + tab).setAttribute('aria-current', 'page');
  main.className = tab === 'queries' || tab === 'reports' ? '' : 'whole';
  ({queries: () => choose(false), reports: () => choose(true), search, runs})[tab](...more);
}

// --- queries and reports ----------------------------------------------------------------------------------------------

function choose(reports) {
  const list = make('ul', {});
  const section = make('section', {});
  const filter = make('input', {type: 'search', placeholder: reports ? 'Find a report' : 'Find a query', 'aria-label': 'Find'});
  const entries = state.queries.filter(query => reports ? query.report : !query.report);
  const own = {id: '', title: 'SQL of your own', answers: 'A SELECT over logs, alerts, dead_letters and metrics.', parameters: [], labels: {}};
  const fill = () => {
    const words = filter.value.toLowerCase();
    list.replaceChildren(...(reports ? [] : [own]).concat(entries)
      .filter(query => (query.title + query.id + query.answers).toLowerCase().includes(words))
      .map(query => make('li', {}, make('button', {
        type: 'button', title: query.answers, 'data-id': query.id,
        onclick: event => {
          list.querySelectorAll('[aria-current]').forEach(each => each.removeAttribute('aria-current'));
          event.currentTarget.setAttribute('aria-current', 'true');
          queryForm(section, query, reports);
        },
      }, query.title))));
  };
  filter.addEventListener('input', fill);
  fill();
  section.append(make('p', {class: 'answers'}, reports
    ? 'A report is a page to read and print, its rows as CSV and JSON, and a manifest that says what it rests on.'
    : 'Choose a query, fill in what it asks for, and see its rows and a chart.'));
  main.replaceChildren(make('aside', {}, filter, list), section);
}

const SCOPE = [
  ['from', 'From', '2026-01-31T08:00:00Z'], ['to', 'To (not included)', '2026-02-01'], ['date', 'Days', '2026-01-*'],
  ['dataset', 'Datasets', 'access,elb-*'], ['host', 'Hosts', 'web-*'], ['region', 'Regions', 'eu-*'],
];

function queryForm(section, query, isReport) {
  const field = (name, label, attributes, hint) => make('label', {}, label,
    make('input', {name, ...attributes}), hint ? make('span', {class: 'hint'}, hint) : null);
  const result = make('div', {});
  const run = make('button', {class: 'main'}, isReport ? 'Write the report' : 'Ask');
  const form = make('form', {
    class: 'fields',
    onsubmit: async event => {
      event.preventDefault();
      const parameters = {tenant: tenantBox.value};
      for (const [name, value] of new FormData(form)) {
        if (value !== '' && name !== 'sql' && name !== 'engine') {
          parameters[name] = value;
        }
      }
      const body = {parameters, engine: form.elements.engine.value};
      if (isReport) {
        body.report = query.id;
      } else if (query.id) {
        body.query = query.id;
      } else {
        body.sql = form.elements.sql.value;
      }
      run.disabled = true;
      try {
        const begun = await json('runs', {method: 'POST', body: JSON.stringify(body)});
        await follow(result, begun, query);
      } catch (e) {
        result.replaceChildren(problem(e));
      } finally {
        run.disabled = false;
      }
    },
  },
  query.id ? null : make('label', {class: 'wide'}, 'SQL', make('textarea', {name: 'sql', required: true, spellcheck: 'false'},
    'SELECT http_response_status_code AS status, COUNT(*) AS events\nFROM logs\nGROUP BY http_response_status_code\nORDER BY events DESC')),
  query.parameters.map(parameter => field(parameter.name, parameter.name, {
    type: parameter.type === 'integer' ? 'number' : 'text',
    min: parameter.minimum, max: parameter.maximum,
    value: parameter.default === null ? '' : parameter.default,
    required: parameter.default === null,
  }, parameter.description)),
  SCOPE.map(([name, label, example]) => field(name, label, {type: 'text', placeholder: example})),
  make('label', {}, 'Engine', make('select', {name: 'engine'}, state.me.engines
    .filter(name => !isReport || name !== 'live')
    .map(name => make('option', {value: name, selected: name === 'flink'},
      name === 'live' ? 'flink, with events that have not landed' : name)))),
  make('div', {class: 'actions'}, run));
  section.replaceChildren(make('h2', {}, query.title), make('p', {class: 'answers'}, query.answers), form, result);
}

/** Shows a run until it is over, then what came of it. */
async function follow(where, begun, query) {
  const words = make('span', {});
  const cancel = make('button', {type: 'button', onclick: () => ask('runs/' + begun.id, {method: 'DELETE'}).catch(() => {})}, 'Cancel');
  where.replaceChildren(make('div', {class: 'state', role: 'status'}, words, ' ', cancel));
  const started = Date.now();
  let run = begun;
  while (!['done', 'failed', 'cancelled'].includes(run.state)) {
    words.textContent = (run.state === 'queued' ? 'Waits for its turn' : 'Runs') + ' · '
      + Math.round((Date.now() - started) / 1000) + ' s' + (run.rows ? ' · ' + run.rows.toLocaleString('en') + ' rows' : '');
    await new Promise(wait => setTimeout(wait, 300));
    try {
      run = await json('runs/' + begun.id);
    } catch (e) {
      where.replaceChildren(problem(e));
      return;
    }
  }
  await outcome(where, run, query);
}

async function outcome(where, run, query) {
  if (run.state !== 'done') {
    where.replaceChildren(problem(new Error(run.problem || 'The run was cancelled.')));
    return;
  }
  const seconds = ((Date.parse(run.ended) - Date.parse(run.started)) / 1000).toFixed(1);
  const line = make('div', {class: 'state', role: 'status'}, run.rows.toLocaleString('en') + ' rows in ' + seconds + ' s');
  if (run.files.length > 0) {
    const page = make('iframe', {title: 'The report', sandbox: 'allow-modals'});
    where.replaceChildren(line,
      make('div', {class: 'pages'}, run.files.map(name => make('button', {type: 'button', onclick: () => save('runs/' + run.id + '/files/' + name, name)}, 'Save ' + name))),
      page);
    const html = await (await ask('runs/' + run.id + '/files/' + run.files.find(name => name.endsWith('.html')))).blob();
    page.src = URL.createObjectURL(html);
    return;
  }
  const table = make('div', {});
  const chart = make('div', {});
  where.replaceChildren(line, chart, table);
  await rowsPage(run, 0, table, chart, query);
}

/** A download that carries the token where a link could not. */
async function save(path, name) {
  const link = make('a', {download: name});
  link.href = URL.createObjectURL(await (await ask(path)).blob());
  link.click();
}

async function rowsPage(run, after, where, chart, query) {
  const rows = await json('runs/' + run.id + '/rows?after=' + after + '&limit=' + PAGE);
  const labels = query ? query.labels : {};
  const isNumber = run.columns.map(column => rows.some(row => typeof row[column] === 'number')
    && rows.every(row => row[column] === null || typeof row[column] === 'number'));
  if (after === 0) {
    const picture = rows.length > 1 ? chartOf(run.columns, rows, isNumber, query) : null;
    chart.replaceChildren(...(picture ? [picture] : []));
  }
  const move = to => rowsPage(run, to, where, chart, query);
  where.replaceChildren(
    rows.length === 0 ? make('p', {}, 'No rows.') : make('div', {class: 'scroll'}, make('table', {},
      make('thead', {}, make('tr', {}, run.columns.map((column, i) => make('th', {class: isNumber[i] ? 'number' : '', scope: 'col'}, labels[column] || column)))),
      make('tbody', {}, rows.map(row => make('tr', {}, run.columns.map((column, i) => cell(row[column], isNumber[i]))))))),
    make('div', {class: 'pages'},
      make('button', {type: 'button', disabled: after === 0, onclick: () => move(Math.max(0, after - PAGE))}, 'Earlier'),
      make('button', {type: 'button', disabled: after + PAGE >= run.rows, onclick: () => move(after + PAGE)}, 'Later'),
      run.rows > 0 ? 'Rows ' + (after + 1) + ' to ' + (after + rows.length) + ' of ' + run.rows.toLocaleString('en') : '',
      make('button', {type: 'button', onclick: () => save('runs/' + run.id + '/rows?format=csv', run.what + '.csv')}, 'Save all as CSV')));
}

function cell(value, isNumber) {
  if (value === null) {
    return make('td', {class: 'none'}, '–');
  }
  return make('td', {class: isNumber ? 'number' : ''}, isNumber ? value.toLocaleString('en', {maximumFractionDigits: 6}) : String(value));
}

// --- charts -----------------------------------------------------------------------------------------------------------

const MOMENT = /^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/;

function chartOf(columns, rows, isNumber, query) {
  let label = query && query.chart ? query.chart.label : null;
  let value = query && query.chart ? query.chart.value : null;
  if (!label || !columns.includes(label) || !columns.includes(value)) {
    value = columns.find((column, i) => isNumber[i] && i > 0);
    label = columns[0];
    if (!value) {
      return null;
    }
  }
  const points = rows.filter(row => typeof row[value] === 'number').map(row => [row[label] === null ? '–' : String(row[label]), row[value]]);
  if (points.length < 2) {
    return null;
  }
  return points.every(([name]) => MOMENT.test(name)) ? curve(points, label, value) : bars(points, label, value);
}

function figure(words, picture) {
  return make('figure', {}, make('figcaption', {}, words), picture);
}

function bars(points, label, value) {
  const sums = new Map();
  points.forEach(([name, number]) => sums.set(name, (sums.get(name) || 0) + number));
  const shown = [...sums].slice(0, 20);
  const most = Math.max(...shown.map(([, number]) => Math.abs(number)), 1e-9);
  const svg = draw('svg', {viewBox: '0 0 900 ' + (shown.length * 22 + 4), role: 'img', 'aria-label': value + ' by ' + label});
  shown.forEach(([name, number], i) => {
    const width = 480 * Math.abs(number) / most;
    const y = i * 22 + 2;
    svg.append(
      draw('text', {x: 300, y: y + 14, 'text-anchor': 'end'}, name.length > 44 ? name.slice(0, 43) + '…' : name),
      draw('rect', {class: 'bar', x: 310, y, width: Math.max(1, width), height: 17, rx: 2}),
      draw('text', {x: 316 + width, y: y + 14}, number.toLocaleString('en', {maximumFractionDigits: 3})));
  });
  return figure(value + ' by ' + label + (sums.size > shown.length ? ', the first ' + shown.length + ' of this page' : ''), svg);
}

function curve(points, label, value) {
  const sorted = points.map(([name, number]) => [Date.parse(name), number, name]).sort((a, b) => a[0] - b[0]);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const most = Math.max(...sorted.map(point => point[1]), 1e-9);
  const x = time => 60 + 820 * (last[0] === first[0] ? 0.5 : (time - first[0]) / (last[0] - first[0]));
  const y = number => 190 - 170 * number / most;
  const svg = draw('svg', {viewBox: '0 0 900 220', role: 'img', 'aria-label': value + ' over ' + label});
  [0, 0.5, 1].forEach(part => svg.append(
    draw('line', {class: 'axis', x1: 60, x2: 880, y1: y(most * part), y2: y(most * part)}),
    draw('text', {x: 54, y: y(most * part) + 4, 'text-anchor': 'end'}, (most * part).toLocaleString('en', {maximumFractionDigits: 1}))));
  svg.append(
    draw('polyline', {class: 'curve', points: sorted.map(point => x(point[0]) + ',' + y(point[1])).join(' ')}),
    draw('text', {x: 60, y: 212}, first[2]),
    draw('text', {x: 880, y: 212, 'text-anchor': 'end'}, last[2]));
  return figure(value + ' over ' + label, svg);
}

// --- search -----------------------------------------------------------------------------------------------------------

const RANGES = [['', 'any time'], ['900', 'last 15 minutes'], ['3600', 'last hour'], ['86400', 'last day'], ['604800', 'last week']];

function search() {
  const found = make('div', {});
  const form = make('form', {
    class: 'fields',
    onsubmit: event => {
      event.preventDefault();
      look(form, found, 1);
    },
  },
  make('label', {class: 'wide'}, 'Search', make('input', {name: 'q', type: 'search', placeholder: 'http.response.status_code:500 AND url.path:login'})),
  make('label', {}, 'In', make('select', {name: 'in'}, make('option', {value: 'logs'}, 'lines'), make('option', {value: 'alerts'}, 'alerts'))),
  make('label', {}, 'Dataset', make('input', {name: 'dataset', placeholder: 'access'})),
  make('label', {}, 'When', make('select', {name: 'range'}, RANGES.map(([value, words]) => make('option', {value}, words)))),
  make('div', {class: 'actions'}, make('button', {class: 'main'}, 'Search')));
  main.replaceChildren(make('section', {}, make('h2', {}, 'Search the newest lines'),
    make('p', {class: 'answers'}, 'The newest index is asked first; go back further where that is not enough. What is not searchable any more is in the lake: see Queries.'),
    form, found));
  form.elements.q.focus();
}

async function look(form, where, rounds) {
  const given = new URLSearchParams({tenant: tenantBox.value, q: form.elements.q.value, in: form.elements.in.value, rounds, limit: 100});
  if (form.elements.dataset.value) {
    given.set('dataset', form.elements.dataset.value);
  }
  if (form.elements.range.value) {
    given.set('from', new Date(Date.now() - 1000 * form.elements.range.value).toISOString());
  }
  where.replaceChildren(make('div', {class: 'state', role: 'status'}, 'Searches …'));
  try {
    const answer = await json('search?' + given);
    const older = !answer.whole && answer.searched < answer.indices;
    where.replaceChildren(
      make('div', {class: 'state', role: 'status'},
        answer.hits.length + ' found in ' + answer.searched + ' of ' + answer.indices + ' indices ',
        older ? make('button', {type: 'button', onclick: () => look(form, where, rounds + 1)}, 'Search older ones') : null),
      hits(answer.hits, null));
  } catch (e) {
    where.replaceChildren(problem(e));
  }
}

const at = (source, path) => path.split('.').reduce((value, name) => value === undefined || value === null ? undefined : value[name], source);
const firstOf = (source, ...paths) => paths.map(path => at(source, path)).find(value => value !== undefined && value !== null) || '';

function hits(list, self) {
  if (list.length === 0) {
    return make('p', {}, 'Nothing found.');
  }
  const body = make('tbody', {});
  list.forEach(hit => {
    const row = make('tr', {
      class: hit.id === self ? 'hit self' : 'hit', tabindex: 0, 'aria-expanded': 'false',
      onclick: () => toggle(row, hit),
      onkeydown: event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          toggle(row, hit);
        }
      },
    },
    make('td', {class: 'time'}, hit.time),
    make('td', {}, firstOf(hit.source, 'alert.severity', 'data_stream.dataset')),
    make('td', {}, String(firstOf(hit.source, 'host.name', 'source.address', 'source.ip'))),
    make('td', {}, String(firstOf(hit.source, 'event.original', 'message', 'rule.name'))));
    body.append(row);
  });
  return make('div', {class: 'scroll'}, make('table', {},
    make('thead', {}, make('tr', {}, ['Time', 'Dataset', 'Source', 'Message'].map(words => make('th', {scope: 'col'}, words)))), body));
}

function toggle(row, hit) {
  if (row.getAttribute('aria-expanded') === 'true') {
    row.setAttribute('aria-expanded', 'false');
    row.nextSibling.remove();
    return;
  }
  row.setAttribute('aria-expanded', 'true');
  const fields = make('dl', {}, flat(hit.source, '').filter(([name]) => name !== 'event.original')
    .map(([name, value]) => [make('dt', {}, name), make('dd', {}, String(value))]));
  const around = make('div', {});
  const raw = at(hit.source, 'event.original');
  row.after(make('tr', {class: 'detail'}, make('td', {colspan: 4},
    raw ? [make('strong', {}, 'The line as it came'), make('pre', {}, String(raw))] : null,
    fields,
    hit.index.startsWith('logs-') ? make('p', {}, make('button', {
      type: 'button',
      onclick: async () => {
        try {
          const answer = await json('search/around?' + new URLSearchParams({tenant: tenantBox.value, index: hit.index, id: hit.id}));
          around.replaceChildren(make('strong', {}, 'Lines around it, of the same dataset and host'), hits(answer.hits, hit.id));
        } catch (e) {
          around.replaceChildren(problem(e));
        }
      },
    }, 'Show its neighbours')) : null,
    around)));
}

function flat(value, path) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return [[path, Array.isArray(value) ? value.join(', ') : value]];
  }
  return Object.entries(value).flatMap(([name, each]) => flat(each, path ? path + '.' + name : name));
}

// --- runs -------------------------------------------------------------------------------------------------------------

async function runs() {
  const shown = make('div', {});
  const section = make('section', {}, make('h2', {}, 'Your runs'),
    make('p', {class: 'answers'}, 'Results are kept for a while. Show one again, save it, or end what still runs.'), shown);
  main.replaceChildren(section);
  try {
    const list = (await json('runs')).runs;
    shown.replaceChildren(list.length === 0 ? make('p', {}, 'None yet.') : make('table', {},
      make('thead', {}, make('tr', {}, ['What', 'Tenant', 'State', 'Begun', 'Rows', ''].map(words => make('th', {class: words === 'Rows' ? 'number' : ''}, words)))),
      make('tbody', {}, list.map(run => make('tr', {},
        make('td', {}, run.what), make('td', {}, run.parameters.tenant),
        make('td', {}, make('span', {class: 'badge ' + run.state}, run.state)),
        make('td', {class: 'time'}, run.created.slice(0, 19) + 'Z'), make('td', {class: 'number'}, run.rows.toLocaleString('en')),
        make('td', {},
          make('button', {type: 'button', onclick: () => follow(section, run, state.queries.find(query => query.id === run.what))}, 'Show'), ' ',
          make('button', {type: 'button', onclick: async () => { await ask('runs/' + run.id, {method: 'DELETE'}); runs(); }},
            run.ended ? 'Forget' : 'End')))))));
  } catch (e) {
    shown.replaceChildren(problem(e));
  }
}

// --- begin ------------------------------------------------------------------------------------------------------------

(async () => {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    // It stays in no history and in no screenshot.
    history.replaceState(null, '', location.pathname);
  }
  const token = given || sessionStorage.getItem('drey-token');
  if (!token) {
    login();
    return;
  }
  try {
    await enter(token);
  } catch (e) {
    login(e);
  }
})();
