{{- define "shop.image" -}}
{{- $registry := default .image.registry .global.imageRegistry -}}
{{ $registry }}/{{ .image.repository }}:{{ default .appVersion .image.tag }}
{{- end -}}
