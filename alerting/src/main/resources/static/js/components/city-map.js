// The city's map: its own GeoJSON below, cells and segments of risk above, and a sign of the grade at each asset with a
// warning. A static hazard is a faint ground or a thin line in its colour; a warning is strong and outlined; where nobody
// can tell, grey hatching or dots lie over either.

import { h, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { count, nameOf } from '../format.js';
import { gradeName } from './grade.js';

// What lies below what. Assets are not drawn: there may be a hundred thousand of them.
const BASE_ORDER = ['districts', 'river', 'streets', 'gas', 'water', 'heating'];
// Thousands of lines that say nothing of a whole city: drawn around a place only.
const PIPES = new Set(['gas', 'water', 'heating']);
const ON_TILES = new Set(['river', 'streets']);
const NOT_DRAWN = new Set(['assets', 'grid']);
// Metres a pixel of the design beyond which lines would be nearer than the eye tells apart: a wall is no graph paper.
const FAR = 24;
const FOCUS_ZOOM = 15.5;
const SIDES = { YELLOW: 3, ORANGE: 4, RED: 8 };
const TILE_ZOOM = 18;
const GRADES = ['BLUE', 'YELLOW', 'ORANGE', 'RED'];
const ANGLES = { ORANGE: 0, RED: Math.PI / 8 };

let library = null;

/** OpenLayers comes as one script that is worth loading only where there is a map. */
function openLayers() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/vendor/ol.js';
    script.addEventListener('load', () => resolve(window.ol));
    script.addEventListener('error', () => {
      library = null;
      script.remove();
      reject(new api.ApiError(0, ''));
    });
    document.head.append(script);
  });
  return library;
}

const colours = new Map();

/** A colour of the design system, as the canvas wants it. */
function colour(name, alpha = 1) {
  const key = `${name}/${alpha}`;
  if (!colours.has(key)) {
    const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(value.slice(i, i + 2), 16));
    colours.set(key, alpha === 1 ? value : `rgba(${r}, ${g}, ${b}, ${alpha})`);
  }
  return colours.get(key);
}

/** Diagonal lines: blindness is told by a pattern, not by grey alone. */
function hatch(scale) {
  const key = `hatch/${scale}`;
  if (colours.has(key)) {
    return colours.get(key);
  }
  const size = 8 * scale;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d');
  pen.fillStyle = colour('map-blind', 0.28);
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = colour('map-blind', 0.75);
  pen.lineWidth = 1.2 * scale;
  for (const from of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(from - 1, size + 1);
    pen.lineTo(from + size + 1, -1);
    pen.stroke();
  }
  const pattern = pen.createPattern(canvas, 'repeat');
  colours.set(key, pattern);
  return pattern;
}

export const CityMap = {
  props: {
    /** As `GET /map/risk` gives it, or null. */
    risk: { type: Object, default: null },
    /** Pixels of a unit of the design. */
    scale: { type: Number, default: 1 },
    language: { type: String, required: true },
    /** What the map is about: `{longitude, latitude}`; null: the whole city. */
    focus: { type: Object, default: null },
  },
  emits: ['select', 'failed'],
  setup(props, { emit }) {
    const frame = ref(null);
    let ol = null;
    let map = null;
    let cells = null;
    let segments = null;
    let names = null;
    let spots = null;
    let ring = null;
    let gone = false;
    const base = [];
    const attribution = ref(null);
    let tiles = [];

    const textStyle = (text, size, fill, weight = 600) =>
      new ol.style.Text({
        text,
        font: `${weight} ${Math.round(size * props.scale)}px system-ui, 'Noto Sans CJK SC', sans-serif`,
        fill: new ol.style.Fill({ color: fill }),
        stroke: new ol.style.Stroke({ color: colour('ground'), width: 3 * props.scale }),
        overflow: true,
      });

    const named = (feature) => nameOf({ zh: feature.get('name_zh'), en: feature.get('name_en') }, '');

    const isFar = (resolution) => resolution * props.scale > FAR;

    const baseStyles = {
      districts: (feature) =>
        new ol.style.Style({
          fill: tiles.length ? undefined : new ol.style.Fill({ color: colour('map-land') }),
          stroke: new ol.style.Stroke({ color: colour('map-border'), width: 1.5 * props.scale }),
        }),
      river: () => new ol.style.Style({ fill: new ol.style.Fill({ color: colour('map-water') }) }),
      streets: (feature, resolution) =>
        new ol.style.Style({
          stroke: new ol.style.Stroke({
            color: colour('map-street', isFar(resolution) ? 0.45 : 1),
            width: (resolution < 12 ? 2.5 : isFar(resolution) ? 0.7 : 1.2) * props.scale,
          }),
          text:
            resolution * props.scale < 6
              ? textStyle(named(feature), 11, colour('text-faint'), 400)
              : undefined,
        }),
    };
    const plainPipeStyle = () =>
      new ol.style.Style({
        stroke: new ol.style.Stroke({
          color: colour('map-pipe'),
          width: 1.2 * props.scale,
          lineDash: [5 * props.scale, 4 * props.scale],
        }),
      });
    PIPES.forEach((id) => {
      baseStyles[id] = (feature) => (props.focus ? plainPipeStyle(feature) : undefined);
    });
    const otherStyle = () =>
      new ol.style.Style({ stroke: new ol.style.Stroke({ color: colour('map-street'), width: props.scale }) });

    // By asset, the highest grade of its open warnings.
    let grades = new Map();

    const liveGrade = (feature) =>
      (feature.get('assets') ?? [])
        .map((asset) => grades.get(asset))
        .reduce((highest, grade) => (GRADES.indexOf(grade) > GRADES.indexOf(highest) ? grade : highest), undefined);

    /** Whether the cell that the middle of a segment lies in tells nothing. */
    function isBlind(feature) {
      const geometry = feature.getGeometry();
      const middle =
        geometry.getType() === 'LineString' ? geometry.getCoordinateAt(0.5) : ol.extent.getCenter(geometry.getExtent());
      return cells.getSource().getFeaturesAtCoordinate(middle).some((each) => each.get('cell').blind);
    }

    const line = (color, width, more = {}) =>
      new ol.style.Style({ stroke: new ol.style.Stroke({ color, width: width * props.scale, lineCap: 'round', ...more }) });

    /** A segment of a pipe or road that has a hazard or assets. */
    function segmentStyle(feature) {
      const grade = liveGrade(feature);
      const hazard = feature.get('hazard');
      const styles = [];
      if (grade) {
        // A dark edge keeps it apart from cells of its own colour.
        styles.push(line(colour('ground'), 6.5), line(colour(`${grade.toLowerCase()}-fill`), 3.5));
      } else if (hazard) {
        styles.push(line(colour('ground', 0.7), 3.5), line(colour(`${hazard}-fill`, 0.7), 1.5));
      }
      if (isBlind(feature)) {
        styles.push(line(colour('map-blind'), grade ? 2 : 2.5, { lineDash: [1, 6 * props.scale] }));
      }
      styles.forEach((style) => style.setZIndex(grade ? 1 + GRADES.indexOf(grade) : 0));
      return styles;
    }

    function cellStyle(feature, resolution) {
      const { figures, blind, hazard } = feature.get('cell');
      const { grade } = figures;
      const styles = [];
      if (hazard && (!grade || GRADES.indexOf(hazard) > GRADES.indexOf(grade))) {
        const name = `${hazard.toLowerCase()}-fill`;
        styles.push(
          new ol.style.Style({
            fill: new ol.style.Fill({ color: colour(name, blind ? 0.08 : 0.14) }),
            stroke: isFar(resolution) || grade ? undefined : new ol.style.Stroke({ color: colour(name, 0.3), width: props.scale }),
          }),
        );
      }
      if (blind) {
        styles.push(
          new ol.style.Style({
            fill: new ol.style.Fill({ color: hatch(props.scale) }),
            stroke: new ol.style.Stroke({ color: colour('map-blind', 0.8), width: props.scale }),
          }),
        );
      }
      if (grade) {
        const name = `${grade.toLowerCase()}-fill`;
        styles.push(
          new ol.style.Style({
            fill: new ol.style.Fill({ color: colour(name, blind ? 0.18 : 0.3) }),
            stroke: new ol.style.Stroke({ color: colour(name, 0.85), width: 1.5 * props.scale }),
          }),
        );
      }
      if (!styles.length) {
        styles.push(
          new ol.style.Style({
            fill: new ol.style.Fill({ color: colour('map-calm', 0.07) }),
            stroke: isFar(resolution)
              ? undefined
              : new ol.style.Stroke({ color: colour('map-calm', 0.28), width: props.scale }),
          }),
        );
      }
      return styles;
    }

    function spotStyle(feature) {
      const { grade, warnings } = feature.get('spot');
      const radius = (grade === 'RED' ? 13 : 11) * props.scale;
      const look = {
        radius,
        fill: new ol.style.Fill({ color: colour(`${grade.toLowerCase()}-fill`) }),
        stroke: new ol.style.Stroke({ color: colour('ground'), width: 2 * props.scale }),
      };
      const image = SIDES[grade]
        ? new ol.style.RegularShape({ ...look, points: SIDES[grade], angle: ANGLES[grade] ?? 0 })
        : new ol.style.Circle({ ...look, radius: radius * 0.85 });
      return new ol.style.Style({
        image,
        zIndex: GRADES.indexOf(grade),
        text:
          warnings > 1
            ? new ol.style.Text({
                text: String(warnings),
                font: `700 ${Math.round(11 * props.scale)}px system-ui, sans-serif`,
                offsetY: (grade === 'YELLOW' ? 2.5 : 0.5) * props.scale,
                fill: new ol.style.Fill({ color: colour('ground') }),
              })
            : undefined,
      });
    }

    /** What a segment is, for who points at it. */
    function segmentTitle(feature) {
      const grade = liveGrade(feature);
      const hazard = feature.get('hazard');
      return [
        named(feature),
        grade ? `${t('map.warning')}: ${gradeName(grade)}` : null,
        hazard ? `${t('map.hazard')}: ${gradeName(hazard.toUpperCase())}` : null,
        isBlind(feature) ? t('wall.blind') : null,
      ]
        .filter(Boolean)
        .join(' · ');
    }

    // Above cells and segments, below the signs: what is coloured must not hide where it is.
    const nameStyle = (feature) => new ol.style.Style({ text: textStyle(named(feature), 15, colour('text-soft')) });

    const ringStyle = () =>
      new ol.style.Style({
        image: new ol.style.Circle({
          radius: 18 * props.scale,
          stroke: new ol.style.Stroke({ color: colour('text'), width: 2 * props.scale }),
        }),
      });

    const vector = (style, zIndex) =>
      new ol.layer.Vector({ source: new ol.source.Vector(), style, zIndex, updateWhileInteracting: true });

    async function start() {
      ol = await openLayers();
      if (gone) {
        return;
      }
      const view = await api.cityMap();
      tiles = (view.tiles?.urls ?? []).map(
        (url, zIndex) =>
          new ol.layer.Tile({
            className: 'map-tiles',
            source: new ol.source.XYZ({ url, maxZoom: TILE_ZOOM }),
            zIndex: zIndex - view.tiles.urls.length,
          }),
      );
      attribution.value = view.tiles?.attribution ?? null;
      // Tiles show rivers and streets themselves.
      const wanted = view.layers.filter(
        ({ id, coloured }) =>
          !NOT_DRAWN.has(id) && (props.focus || coloured || !PIPES.has(id)) && (coloured || !tiles.length || !ON_TILES.has(id)),
      );
      const drawn = await Promise.all(wanted.map(async ({ id }) => ({ id, content: await api.mapLayer(id) })));
      if (gone) {
        return;
      }
      const reader = new ol.format.GeoJSON({ featureProjection: 'EPSG:3857' });
      const coloured = [];
      const districts = [];
      for (const { id, content } of drawn) {
        const order = BASE_ORDER.indexOf(id);
        const layer = vector(baseStyles[id] ?? otherStyle, order < 0 ? BASE_ORDER.length : order);
        const features = reader.readFeatures(content);
        layer.getSource().addFeatures(features);
        base.push(layer);
        if (id === 'districts') {
          districts.push(...features);
        }
        coloured.push(...features.filter((each) => each.get('hazard') || each.get('assets')?.length));
      }
      cells = vector(cellStyle, 10);
      segments = vector(segmentStyle, 15);
      segments.getSource().addFeatures(coloured);
      names = vector(nameStyle, 18);
      names.getSource().addFeatures(tiles.length ? [] : districts);
      spots = vector(spotStyle, 20);
      ring = vector(ringStyle, 30);
      map = new ol.Map({
        target: frame.value,
        layers: [...tiles, ...base, cells, segments, names, spots, ring],
        controls: [],
        view: new ol.View({
          center: ol.proj.fromLonLat(view.centre ? [view.centre.longitude, view.centre.latitude] : [0, 0]),
          zoom: view.centre ? 13 : 1,
          maxZoom: 18,
        }),
      });
      map.on('click', (event) => {
        const spot = map.forEachFeatureAtPixel(event.pixel, (feature) => feature.get('spot'), { hitTolerance: 6 });
        if (spot) {
          emit('select', spot);
          return;
        }
        // A segment leads to the gravest warning of its assets.
        const segment = map.forEachFeatureAtPixel(event.pixel, (feature) => feature, {
          hitTolerance: 6,
          layerFilter: (layer) => layer === segments,
        });
        const grade = segment && liveGrade(segment);
        const asset = grade && segment.get('assets').find((each) => grades.get(each) === grade);
        if (asset) {
          emit('select', props.risk.assets.find((each) => each.asset === asset));
        }
      });
      map.on('pointermove', (event) => {
        const hit = map.hasFeatureAtPixel(event.pixel, { hitTolerance: 6, layerFilter: (layer) => layer === spots });
        frame.value.classList.toggle('over-spot', hit);
        const over = hit
          ? null
          : map.forEachFeatureAtPixel(event.pixel, (feature) => feature, {
              hitTolerance: 6,
              layerFilter: (layer) => layer === segments,
            });
        frame.value.title = over ? segmentTitle(over) : '';
      });
      draw();
      fit();
      frame.value.dataset.ready = 'true';
    }

    function fit() {
      if (props.focus) {
        const at = ol.proj.fromLonLat([props.focus.longitude, props.focus.latitude]);
        map.getView().setCenter(at);
        map.getView().setZoom(FOCUS_ZOOM);
        replace(ring, [new ol.Feature(new ol.geom.Point(at))]);
        return;
      }
      const extent = ol.extent.createEmpty();
      const shown = base.length ? base.slice() : [cells];
      shown.forEach((layer) => ol.extent.extend(extent, layer.getSource().getExtent()));
      if (!ol.extent.isEmpty(extent)) {
        const edge = 28 * props.scale;
        map.getView().fit(extent, { padding: [edge, edge, edge, edge] });
      }
    }

    function draw() {
      if (!map || !props.risk) {
        return;
      }
      const place = (longitude, latitude) => ol.proj.fromLonLat([longitude, latitude]);
      replace(
        cells,
        props.risk.cells.map((cell) => {
          const shape = ol.geom.Polygon.fromExtent([...place(cell.west, cell.south), ...place(cell.east, cell.north)]);
          return new ol.Feature({ geometry: shape, cell });
        }),
      );
      grades = new Map(props.risk.assets.map((spot) => [spot.asset, spot.grade]));
      segments.changed();
      replace(
        spots,
        props.risk.assets
          .filter((spot) => spot.location)
          .map(
            (spot) =>
              new ol.Feature({
                geometry: new ol.geom.Point(place(spot.location.longitude, spot.location.latitude)),
                spot,
              }),
          ),
      );
    }

    function replace(layer, features) {
      const source = layer.getSource();
      source.clear(true);
      source.addFeatures(features);
    }

    function restyle() {
      colours.clear();
      [...base, cells, segments, names, spots, ring].forEach((layer) => layer?.changed());
    }

    onMounted(() => start().catch((error) => gone || emit('failed', error)));
    onBeforeUnmount(() => {
      gone = true;
      map?.setTarget(undefined);
      map = null;
    });
    watch(() => props.risk, draw);
    watch(() => [props.focus?.longitude, props.focus?.latitude], () => map && fit());
    watch(() => [props.scale, props.language], restyle);

    const summary = () => {
      const all = props.risk?.assets ?? [];
      const blind = (props.risk?.districts ?? []).filter((district) => district.blind).map((d) => districtName(d.name));
      return [
        t('wall.mapLabel', { count: count(all.length) }),
        ...all.slice(0, 5).map((spot) => `${gradeName(spot.grade)}: ${nameOf(spot.name, spot.asset)}`),
        blind.length ? t('wall.blindPlaces', { places: blind.join(', ') }) : null,
      ]
        .filter(Boolean)
        .join('. ');
    };

    return () => [
      h('div', { ref: frame, class: 'city-map', role: 'img', 'aria-label': summary(), 'data-test': 'map' }),
      attribution.value
        ? h('p', { class: 'map-attribution', 'data-test': 'map-attribution' }, nameOf(attribution.value, ''))
        : null,
    ];
  },
};
